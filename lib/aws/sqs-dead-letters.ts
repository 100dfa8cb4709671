import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type {
  DeadLetterQueue,
  DeadLetterSink,
  HeldMessage,
  QueueMessage,
} from '../jobs/dead-letters/dead-letter-queue.ts'
import { nameOf, transient } from './aws-error.ts'
import { sendTo, sentAtOf, textAttributes } from './sqs-message.ts'

/** What SQS gives and takes at once. */
const BATCH = 10
/** Long enough that SQS asks all of its servers, and not some of them. */
const WAIT_SECONDS = 1

const failed = (what: string) => (error: unknown) => {
  throw transient(what, error)
}

/** Dead letters in SQS, and the queue that they come from. */
export class SqsDeadLetters implements DeadLetterQueue {
  private readonly client: SQSClient
  private readonly url: string
  private readonly source: string

  /**
   * @param url of the dead-letter queue
   * @param source URL of the queue that it belongs to
   */
  constructor(client: SQSClient, url: string, source: string) {
    this.client = client
    this.url = url
    this.source = source
  }

  async receive(holdSeconds: number): Promise<readonly HeldMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: BATCH,
      VisibilityTimeout: holdSeconds,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp'],
    })
    const { Messages = [] } = await this.client.send(command).catch(failed('reading dead letters'))
    return Messages.map((message) => ({
      messageId: message.MessageId ?? '',
      body: message.Body ?? '',
      attributes: textAttributes(message.MessageAttributes),
      sentAt: sentAtOf(message),
      receipt: message.ReceiptHandle ?? '',
    }))
  }

  async release(messages: readonly HeldMessage[]): Promise<void> {
    for (let start = 0; start < messages.length; start += BATCH) {
      const Entries = messages.slice(start, start + BATCH).map(({ receipt }, i) => ({
        Id: String(i),
        ReceiptHandle: receipt,
        VisibilityTimeout: 0,
      }))
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.url, Entries })
      await this.client.send(command).catch(failed('letting go of dead letters'))
    }
  }

  async remove({ receipt }: HeldMessage): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receipt })
    await this.client.send(command).catch((error: unknown) => {
      // It is gone: this was asked before.
      if (nameOf(error) !== 'ReceiptHandleIsInvalid') throw transient('deleting a dead letter', error)
    })
  }

  async resend(message: QueueMessage): Promise<void> {
    await sendTo(this.client, this.source, message)
  }
}

/** The queues of dead letters by name, with region and credentials from the environment. */
export const deadLetterQueues = (
  urls: Readonly<Record<string, { readonly deadLetters: string; readonly queue: string }>>,
): Readonly<Record<string, DeadLetterQueue>> => {
  const client = new SQSClient()
  return Object.fromEntries(
    Object.entries(urls).map(([name, { deadLetters, queue }]) => [
      name,
      new SqsDeadLetters(client, deadLetters, queue),
    ]),
  )
}

/** Where messages are sent that are given up: the dead letters at this URL. */
export const deadLetterSink = (url: string): DeadLetterSink => {
  const client = new SQSClient()
  return { send: (message) => sendTo(client, url, message) }
}
