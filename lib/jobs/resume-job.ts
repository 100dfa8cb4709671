import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { announceJob } from './announce-job.ts'
import type { Job } from './job.ts'
import { renewed } from './job-transition.ts'
import type { JobLife } from './life/job-life.ts'
import { wakeJob } from './life/wake-job.ts'
import { isTerminal } from './phase-rank.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

const resumed = (job: Job, at: string): Job | undefined => {
  if (isTerminal(job.state))
    throw new InvalidJobError('JOB_ENDED', `job ${job.jobId} has ended (${job.state}): it cannot be resumed`)
  if (!job.suspended) return undefined
  const { suspended: _suspended, ...goingOn } = job
  // A driver that is still being ended makes way first: its end opens the next attempt.
  if (job.driver) return renewed(goingOn, at)
  const { message: _message, ...rest } = goingOn
  return renewed({ ...(job.state === 'QUEUED' ? rest : goingOn), waitingSince: at, dueAt: at }, at)
}

/**
 * Lets a suspended job go on: it is queued at once, or as soon as the driver of the attempt before is gone. A job that is not
 * suspended stays as it is.
 *
 * @returns the job as recorded, or undefined where there is none
 * @throws InvalidJobError JOB_ENDED where the job has ended
 */
export const resumeJob = async (deps: Omit<JobLife, 'clusterOf'>, jobId: string): Promise<Job | undefined> => {
  const at = timestamp(deps.clock)
  let mine = false
  const job = await updateJob(deps.store, jobId, (stored) => {
    const changed = resumed(stored, at)
    mine = changed !== undefined
    return changed
  })
  if (!job) return undefined
  if (mine) await wakeJob(deps, job)
  await announceJob(deps, job)
  deps.log.info('job resumed', { jobId, state: job.state })
  return job
}
