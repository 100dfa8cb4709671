import type { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'
import { rejectedJob } from './new-job.ts'
import type { JobMessage } from './read-message.ts'
import { recordOnce } from './record-once.ts'
import { timestamp } from './timestamp.ts'

export interface RejectMessage {
  readonly store: JobStore
  readonly announcer: Announcer
  readonly clock: Clock
  readonly log: Log
}

/**
 * Records a message that can be no job as a REJECTED one, under the queue's id for it: the sender's own stays free for the
 * message that is mended.
 *
 * @param namespace where that much was understood
 */
export const rejectMessage = async (
  deps: RejectMessage,
  { messageId }: JobMessage,
  error: InvalidJobError,
  namespace = '',
): Promise<Job> => {
  const job = rejectedJob({ kind: 'sqs', id: messageId }, namespace, error, timestamp(deps.clock))
  const recorded = await recordOnce(deps.store, job)
  await announceJob(deps, recorded)
  deps.log.warn('message rejected', { jobId: job.jobId, messageId, told: error.message })
  return recorded
}
