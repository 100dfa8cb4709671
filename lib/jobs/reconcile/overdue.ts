import type { Timeouts } from '../../../events/job-life.ts'
import { clip } from '../classify/failure-text.ts'
import type { Job } from '../job.ts'
import { renewed } from '../job-transition.ts'
import { settle } from '../life/end-attempt.ts'
import { phaseRank } from '../phase-rank.ts'

interface Limit {
  readonly since: string | undefined
  readonly seconds: number | undefined
  readonly says: string
}

const runningSince = ({ history, attempt }: Job): string | undefined =>
  history.findLast((step) => step.state === 'RUNNING' && step.attempt === attempt)?.at

/** The limit that holds where the job is now. */
const limitOf = (job: Job, { queuedSeconds, startSeconds, runSeconds }: Timeouts): Limit | undefined => {
  const { driver, former, attempt, createdAt, waitingSince } = job
  if (!driver && !former && attempt === 1)
    return { since: waitingSince ?? createdAt, seconds: queuedSeconds, says: 'it had no driver within' }
  if (!driver) return undefined
  if (phaseRank(job.state) < phaseRank('RUNNING'))
    return { since: driver.claimedAt, seconds: startSeconds, says: 'its driver did not start within' }
  return { since: runningSince(job), seconds: runSeconds, says: 'its driver ran longer than' }
}

/**
 * What to say of a job that has taken longer than it may; undefined where it has not, or is being ended anyway.
 *
 * @param timeLimits what holds where the job says nothing
 */
export const overdue = (job: Job, now: number, timeLimits: Timeouts): string | undefined => {
  const limits = { ...timeLimits, ...job.request?.timeouts }
  const limit = job.stop || job.suspended ? undefined : limitOf(job, limits)
  if (!limit?.since || limit.seconds === undefined) return undefined
  if (now - Date.parse(limit.since) < limit.seconds * 1000) return undefined
  const held = job.state !== 'RUNNING' && job.message ? `: ${job.message}` : ''
  return clip(`${limit.says} its ${limit.seconds} s${held}`)
}

/**
 * The job after a look at its time limits, or undefined where it is within them: without a driver it has failed, with one the
 * driver is to be ended.
 */
export const timedOut = (job: Job, now: number, timeLimits: Timeouts): Job | undefined => {
  const message = overdue(job, now, timeLimits)
  if (message === undefined) return undefined
  const at = new Date(now).toISOString()
  if (!job.driver) return settle(job, { state: 'FAILED', attempt: job.attempt, reason: 'TIMEOUT', message }, at)
  return renewed({ ...job, stop: { kind: 'fail', at, reason: 'TIMEOUT', message } }, at)
}
