import type { Clock } from '../../ports/clock.ts'
import { timestamp } from '../timestamp.ts'
import type { DeadLetterSink, QueueMessage } from './dead-letter-queue.ts'
import { LETTER, letterAttributes } from './letter-attributes.ts'
import { letterSubject } from './letter-subject.ts'

export interface BuryMessage {
  readonly deadLetters: DeadLetterSink
  readonly clock: Clock
}

/**
 * Puts a message that failed for the last time among the dead letters, with why. The queue would do so by itself at the
 * next delivery, and say nothing. Whoever dies between this and the acknowledgement leaves two letters of one message.
 */
export const buryMessage = async (
  { deadLetters, clock }: BuryMessage,
  { body, attributes, messageId }: QueueMessage & { readonly messageId: string },
  error: unknown,
): Promise<void> => {
  const { jobId } = letterSubject(body, attributes[LETTER.messageId] ?? messageId)
  const failure = { error, at: timestamp(clock), ...(jobId === undefined ? {} : { jobId }) }
  await deadLetters.send({ body, attributes: letterAttributes(messageId, attributes, failure) })
}
