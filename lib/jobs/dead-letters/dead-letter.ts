import type { JobReason, JobState } from '../../../events/job-state.ts'
import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import type { HeldMessage } from './dead-letter-queue.ts'
import { LETTER } from './letter-attributes.ts'
import { letterSubject } from './letter-subject.ts'

/** A message that was given up, and what is known of why. */
export interface DeadLetter {
  /** The queue that it came from. */
  readonly queue: string
  /** What that queue called it at first: stays when it is sent again and comes back. */
  readonly id: string
  readonly about: string
  /** Stable, for programs; absent where the function died or ran out of time. */
  readonly code?: string
  /** For a person. */
  readonly reason: string
  /** ISO 8601, UTC. */
  readonly failedAt?: string
  /** ISO 8601, UTC. */
  readonly sentAt: string
  readonly namespace?: string
  readonly jobId?: string
  /** The job's record, where there is one. */
  readonly job?: {
    readonly state: JobState
    readonly reason?: JobReason
    readonly message?: string
    readonly updatedAt: string
  }
  readonly body: string
}

/** Where the function could not say why: what the record has, else what that it could not means. */
const reasonBy = (job: Job | undefined): string =>
  job?.message ??
  'it was delivered as often as the queue allows, and each time the function died or ran out of time: its log has the rest'

const recordOf = ({ state, reason, message, updatedAt }: Job): NonNullable<DeadLetter['job']> => ({
  state,
  ...(reason === undefined ? {} : { reason }),
  ...(message === undefined ? {} : { message }),
  updatedAt,
})

/** The identity of a letter, which it keeps on its way. */
export const letterId = ({ attributes, messageId }: HeldMessage): string => attributes[LETTER.messageId] ?? messageId

/** A held message with what its attributes, its body and the record of its job say of it. */
export async function describeLetter(
  queue: string,
  held: HeldMessage,
  store: Pick<JobStore, 'get'>,
): Promise<DeadLetter> {
  const { body, attributes, sentAt } = held
  const id = letterId(held)
  const subject = letterSubject(body, id)
  const found = subject.jobId === undefined ? undefined : await store.get(subject.jobId)
  // Who writes another tenant's id into a message does not get to read that job's record by it.
  const job = found && (subject.namespace ?? found.namespace) === found.namespace ? found : undefined
  const namespace = subject.namespace ?? (job?.namespace || undefined)
  const { [LETTER.code]: code, [LETTER.reason]: reason, [LETTER.failedAt]: failedAt } = attributes
  return {
    queue,
    id,
    about: subject.about,
    ...(code === undefined ? {} : { code }),
    reason: reason ?? reasonBy(job),
    ...(failedAt === undefined ? {} : { failedAt }),
    sentAt: new Date(sentAt).toISOString(),
    ...(namespace === undefined ? {} : { namespace }),
    ...(subject.jobId === undefined ? {} : { jobId: subject.jobId }),
    ...(job === undefined ? {} : { job: recordOf(job) }),
    body,
  }
}
