import { announceJob } from '../announce-job.ts'
import type { Announcer } from '../announcer.ts'
import type { Job, Retries } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { advance, renewed } from '../job-transition.ts'
import type { Failure } from '../submit/explain-failure.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { backoffSeconds, secondsAfter } from './backoff.ts'
import { isUnsubmitted } from './due.ts'
import { settle } from './end-attempt.ts'
import { policyOf, retriesOf } from './restart.ts'
import { type WakeJob, wakeJob } from './wake-job.ts'

export interface HoldSubmission extends WakeJob {
  readonly store: JobStore
  readonly announcer: Announcer
}

const queued = (job: Job, { reason, message }: Failure, retries: Retries, n: number, at: string): Job => {
  const dueAt = secondsAfter(at, backoffSeconds(policyOf(job), n))
  const moved = advance(job, { state: 'QUEUED', attempt: job.attempt, reason, message }, at) ?? renewed(job, at)
  return { ...moved, retries, dueAt }
}

const givenUp = (job: Job, { reason, message: told }: Failure, at: string): Job | undefined => {
  const message = `its submission failed ${retriesOf(job).submissionFailures + 1} times, and no retry is left: ${told}`
  if (job.driver) return renewed({ ...job, stop: { kind: 'fail', at, reason, message } }, at)
  return settle(job, { state: 'FAILED', attempt: job.attempt, reason, message }, at)
}

/**
 * The job after a submission that failed and may do better later: QUEUED, and due when its backoff is over. Want of room is
 * waited for without end, as far as the job's own time limits allow; other failures are paid for by the budget for
 * submissions, and where that is used up the job fails, or its driver is to be ended.
 *
 * @returns undefined where this failure says nothing new: of the deliveries of one job that fail at once one is counted
 */
export const held = (job: Job, failure: Failure, attempt: number, at: string): Job | undefined => {
  if (!isUnsubmitted(job) || job.attempt !== attempt || job.stop || job.suspended) return undefined
  if (job.state === 'QUEUED' && job.dueAt && job.dueAt > at) return undefined
  const used = retriesOf(job)
  if (failure.reason === 'QUOTA') {
    const waits = used.waits + 1
    return queued(job, failure, { ...used, waits }, waits, at)
  }
  const submissionFailures = used.submissionFailures + 1
  if (submissionFailures > policyOf(job).submissionFailures) return givenUp(job, failure, at)
  return queued(job, failure, { ...used, submissionFailures }, submissionFailures, at)
}

/**
 * Records what holds a job up, and when it is tried again: then its message need not come back by itself.
 *
 * @returns the job as recorded
 */
export const holdSubmission = async (deps: HoldSubmission, job: Job, failure: Failure): Promise<Job> => {
  const at = timestamp(deps.clock)
  let mine = false
  const after = await updateJob(deps.store, job.jobId, (stored) => {
    const changed = held(stored, failure, job.attempt, at)
    mine = changed !== undefined
    return changed
  })
  if (!after) return job
  if (mine) await wakeJob(deps, after)
  await announceJob(deps, after)
  return after
}
