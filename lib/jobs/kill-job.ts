import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { announceJob } from './announce-job.ts'
import { clip } from './classify/failure-text.ts'
import type { Job, JobStop } from './job.ts'
import { renewed } from './job-transition.ts'
import { settle } from './life/end-attempt.ts'
import type { JobLife } from './life/job-life.ts'
import { stopDriver } from './life/stop-driver.ts'
import { isTerminal } from './phase-rank.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

export interface Kill {
  /** Who asked for it, as the job's message will say. */
  readonly by: string
  /** How long the driver has to end by itself, in seconds; absent: what its pod says. */
  readonly graceSeconds?: number
}

const ended = ({ jobId, state }: Job): InvalidJobError =>
  new InvalidJobError('JOB_ENDED', `job ${jobId} has ended (${state}): there is nothing left to kill`)

const shortens = (stop: JobStop, { graceSeconds }: Kill): boolean =>
  graceSeconds !== undefined && (stop.graceSeconds === undefined || graceSeconds < stop.graceSeconds)

const killed = (job: Job, kill: Kill, at: string): Job | undefined => {
  if (job.state === 'KILLED') return undefined
  if (isTerminal(job.state)) throw ended(job)
  const message = clip(`killed by ${kill.by}`)
  if (!job.driver) return settle(job, { state: 'KILLED', attempt: job.attempt, reason: 'CANCELLED', message }, at)
  if (job.stop?.kind === 'kill' && !shortens(job.stop, kill)) return undefined
  const grace = kill.graceSeconds === undefined ? {} : { graceSeconds: kill.graceSeconds }
  const stop: JobStop = { kind: 'kill', at, reason: 'CANCELLED', message, ...grace }
  return renewed({ ...job, stop: job.stop?.kind === 'kill' ? { ...job.stop, ...grace } : stop }, at)
}

/**
 * Ends a job for good. Without a driver it is KILLED at once, also while its submission is under way: that finds no job to claim
 * a driver for. With one the wish is recorded first, then the very pod is deleted; when that has ended the job is
 * KILLED, whatever the pod says. Asked again it changes nothing but a grace period that is now shorter.
 *
 * @returns the job as recorded, or undefined where there is none
 * @throws InvalidJobError JOB_ENDED where the job has ended otherwise
 */
export const killJob = async (deps: JobLife, jobId: string, kill: Kill): Promise<Job | undefined> => {
  const at = timestamp(deps.clock)
  const job = await updateJob(deps.store, jobId, (stored) => killed(stored, kill, at))
  if (!job) return undefined
  const after = await stopDriver(deps, job)
  await announceJob(deps, after)
  deps.log.info('job to be killed', { jobId, state: after.state, told: after.stop?.message ?? after.message })
  return after
}
