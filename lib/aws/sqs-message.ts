import { type Message, type MessageAttributeValue, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { QueueMessage } from '../jobs/dead-letters/dead-letter-queue.ts'
import { transient } from './aws-error.ts'

/** The attributes of a message that are texts; others are none of ours. */
export const textAttributes = (
  attributes: Readonly<Record<string, { readonly StringValue?: string | undefined } | undefined>> = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value?.StringValue === undefined ? [] : [[name, value.StringValue] as const],
    ),
  )

const asText = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue })

/** Puts a message with its attributes on a queue. Throws `TransientError` where the queue does not take it. */
export const sendTo = async (client: SQSClient, url: string, { body, attributes }: QueueMessage): Promise<void> => {
  const command = new SendMessageCommand({
    QueueUrl: url,
    MessageBody: body,
    MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, asText(value)])),
  })
  await client.send(command).catch((error: unknown) => {
    throw transient('sending a message', error)
  })
}

/** When a message was put on its queue, in milliseconds since the epoch. */
export const sentAtOf = ({ Attributes }: Message): number => Number(Attributes?.SentTimestamp ?? 0)
