import { setTimeout as pause } from 'node:timers/promises'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientConfig } from '../../../local/demo/client-config.ts'
import type { LocalStack } from '../../../local/demo/local-stack.ts'

export interface Pace {
  readonly aSecond: number
  /** How many are sent in one call, at most ten. */
  readonly atOnce: number
}

/** Puts these on the requests queue. */
export const sendAll = async (stack: LocalStack, messages: readonly object[], pace: Pace): Promise<void> => {
  const { aSecond, atOnce } = pace
  const sqs = new SQSClient(clientConfig(stack.emulator))
  const begun = performance.now()
  for (let i = 0; i < messages.length; i += atOnce) {
    await pause(Math.max(0, begun + (i / aSecond) * 1000 - performance.now()))
    const Entries = messages
      .slice(i, i + atOnce)
      .map((message, at) => ({ Id: String(at), MessageBody: JSON.stringify(message) }))
    const send = new SendMessageBatchCommand({ QueueUrl: stack.outputs.RequestsQueueUrl, Entries })
    const { Failed = [] } = await sqs.send(send)
    if (Failed.length > 0) throw new Error(`the queue did not take ${Failed.length} messages`)
  }
  sqs.destroy()
}
