import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { renewed } from '../job-transition.ts'
import { isUnsubmitted } from '../life/due.ts'
import type { WakeJob } from '../life/wake-job.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { isAbandoned } from './abandoned.ts'

export interface SendAgain extends WakeJob {
  readonly store: JobStore
}

/** So long after it is due a job is left to the message that was held back for it. */
const GRACE_MS = 30_000
/** A message that nobody could handle is among the dead letters, or nearly so, when a job has not moved for so long. */
const LOST_MS = 600_000

/** Whether the job's request has to be sent once more for it to go on. */
export const isForgotten = (job: Job, isHalfMade: boolean, now: number): boolean => {
  const { state, stop, suspended, dueAt, updatedAt, request, admission } = job
  if (!request || !isUnsubmitted({ state }) || stop || suspended) return false
  if (dueAt) return Date.parse(dueAt) + GRACE_MS <= now && (updatedAt < dueAt || isAbandoned(now, updatedAt))
  if (isHalfMade) return isAbandoned(now, updatedAt)
  // Of those that wait for their turn the roster of their namespace knows.
  return !admission && now - Date.parse(updatedAt) >= LOST_MS
}

/**
 * Sends the request of a job once more that is due, half made, or whose message is lost: submit-job goes on from where it
 * stands. Of two that find it at once only one does; where its message is still in the queue too, that does no harm.
 *
 * @returns whether this call sent it
 */
export const sendAgain = async (deps: SendAgain, job: Job, isHalfMade: boolean): Promise<boolean> => {
  const now = deps.clock.now()
  if (!isForgotten(job, isHalfMade, now)) return false
  const at = timestamp(deps.clock)
  let mine = false
  const after = await updateJob(deps.store, job.jobId, (stored) => {
    mine = stored.updatedAt === job.updatedAt && isForgotten(stored, isHalfMade, now)
    return mine ? renewed(stored, at) : undefined
  })
  if (!mine || !after?.request) return false
  await deps.queue.send(after.request)
  deps.log.info('job queued again', { jobId: job.jobId, state: after.state, isHalfMade })
  return true
}
