import { setTimeout as pause } from 'node:timers/promises'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientConfig } from '../../../local/demo/client-config.ts'
import type { LocalStack } from '../../../local/demo/local-stack.ts'

const MOST = 10

/** Sends these to the requests queue, ten at a time, so many a second. */
export const sendAll = async (stack: LocalStack, messages: readonly object[], aSecond: number): Promise<void> => {
  const sqs = new SQSClient(clientConfig(stack.emulator))
  const begun = performance.now()
  for (let i = 0; i < messages.length; i += MOST) {
    await pause(Math.max(0, begun + (i / aSecond) * 1000 - performance.now()))
    const Entries = messages
      .slice(i, i + MOST)
      .map((message, at) => ({ Id: String(at), MessageBody: JSON.stringify(message) }))
    const send = new SendMessageBatchCommand({ QueueUrl: stack.outputs.RequestsQueueUrl, Entries })
    const { Failed = [] } = await sqs.send(send)
    if (Failed.length > 0) throw new Error(`the queue did not take ${Failed.length} messages`)
  }
  sqs.destroy()
}
