import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Job } from '../job.ts'
import type { JobQueue } from '../job-queue.ts'
import { isUnsubmitted } from './due.ts'

export interface WakeJob {
  readonly queue: JobQueue
  readonly clock: Clock
  readonly log: Log
}

/** The longest that SQS holds a message back. */
const LONGEST_DELAY_SECONDS = 900

/**
 * Sends the request of a job that waits, so that it is delivered when the job is due. Only a help: where it does not come,
 * or would come too early, reconcile-jobs finds the job due in the table.
 */
export const wakeJob = async ({ queue, clock, log }: WakeJob, job: Job): Promise<void> => {
  const { jobId, request, dueAt } = job
  if (!request || !dueAt || !isUnsubmitted(job) || job.suspended || job.stop) return
  const delay = Math.max(0, Math.ceil((Date.parse(dueAt) - clock.now()) / 1000))
  if (delay > LONGEST_DELAY_SECONDS) return
  try {
    await queue.send(request, delay)
  } catch (error) {
    log.warn('a job could not be queued; it is when it is found due', { jobId, told: (error as Error).message })
  }
}
