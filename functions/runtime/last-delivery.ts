import type { SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import { deadLetterSink } from '../../lib/aws/sqs-dead-letters.ts'
import { buryMessage } from '../../lib/jobs/dead-letters/bury-message.ts'
import { LETTER } from '../../lib/jobs/dead-letters/letter-attributes.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { systemClock } from '../../lib/system/system-clock.ts'

/** Knows which delivery of a message is the last, and keeps what failed then, with the reason. */
export interface LastDelivery {
  isLast(record: SQSRecord): boolean
  bury(record: SQSRecord, error: unknown): Promise<void>
}

const textsOf = ({ messageAttributes }: SQSRecord): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue] as const],
    ),
  )

/** What a message is called wherever it is: by the queue that had it first. */
export const originalId = (record: SQSRecord): string => textsOf(record)[LETTER.messageId] ?? record.messageId

/** As the queue's construct says in the environment. */
export const lastDelivery = (environment: Readonly<Record<string, string | undefined>>): LastDelivery => {
  const { DEAD_LETTERS_URL, MAX_RECEIVES } = readSettings(
    z.object({ DEAD_LETTERS_URL: z.string(), MAX_RECEIVES: z.coerce.number<string>().int().positive() }),
    environment,
  )
  const deps = { deadLetters: deadLetterSink(DEAD_LETTERS_URL), clock: systemClock }
  return {
    isLast: ({ attributes }) => Number(attributes.ApproximateReceiveCount) >= MAX_RECEIVES,
    bury: (record, error) =>
      buryMessage(deps, { body: record.body, attributes: textsOf(record), messageId: record.messageId }, error),
  }
}
