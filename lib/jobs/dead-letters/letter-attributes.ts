import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import { clip } from '../classify/failure-text.ts'

/** What is written beside a message that is given up. Whoever may send to a queue can write them: nothing rests on them. */
export const LETTER = {
  /** What the queue called the message when it first came: its identity where it says none itself. */
  messageId: 'sparkdrop.message-id',
  /** The code of the last failure. */
  code: 'sparkdrop.code',
  /** The last failure, for a person. */
  reason: 'sparkdrop.reason',
  /** The job that it is about, where that could be told. */
  jobId: 'sparkdrop.job-id',
  /** ISO 8601, UTC. */
  failedAt: 'sparkdrop.failed-at',
} as const

/** SQS takes ten of them. */
const MOST = 10

const OURS: readonly string[] = Object.values(LETTER)

export interface Failure {
  readonly error: unknown
  readonly jobId?: string
  /** ISO 8601, UTC. */
  readonly at: string
}

/** The attributes of a message that is given up: why, and as many of its own as there is room for. */
export function letterAttributes(
  messageId: string,
  own: Readonly<Record<string, string>>,
  { error, jobId, at }: Failure,
): Readonly<Record<string, string>> {
  const told = error instanceof Error ? error.message : String(error)
  const code = error instanceof SparkdropError ? error.code : 'UNEXPECTED'
  const why = {
    [LETTER.messageId]: own[LETTER.messageId] ?? messageId,
    [LETTER.code]: code,
    [LETTER.reason]: clip(told) || code,
    [LETTER.failedAt]: at,
    ...(jobId === undefined ? {} : { [LETTER.jobId]: jobId }),
  }
  const others = Object.entries(own).filter(([name, value]) => !OURS.includes(name) && value !== '')
  return { ...Object.fromEntries(others.slice(0, MOST - Object.keys(why).length)), ...why }
}

/** What goes along when the message is sent again: its identity, and what its sender wrote. */
export function resentAttributes(
  messageId: string,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const others = Object.entries(own).filter(([name]) => !OURS.includes(name))
  return { ...Object.fromEntries(others.slice(0, MOST - 1)), [LETTER.messageId]: own[LETTER.messageId] ?? messageId }
}
