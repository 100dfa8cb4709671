import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { announceJob } from './announce-job.ts'
import type { Job } from './job.ts'
import { advance, renewed } from './job-transition.ts'
import type { JobLife } from './life/job-life.ts'
import { stopDriver } from './life/stop-driver.ts'
import { SUSPENDED } from './life/suspended.ts'
import { isTerminal } from './phase-rank.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

const suspended = (job: Job, at: string): Job | undefined => {
  const { jobId, state, attempt, stop } = job
  if (isTerminal(state))
    throw new InvalidJobError('JOB_ENDED', `job ${jobId} has ended (${state}): it cannot be suspended any more`)
  if (stop?.kind === 'kill')
    throw new InvalidJobError('JOB_ENDING', `job ${jobId} is being killed: it cannot be suspended any more`)
  if (job.suspended) return undefined
  if (job.driver)
    return renewed(
      { ...job, suspended: true, stop: stop ?? { kind: 'suspend', at, reason: 'CANCELLED', message: SUSPENDED } },
      at,
    )
  const { dueAt: _dueAt, ...untimed } = job
  const waiting = advance(untimed, { state: 'QUEUED', attempt, message: SUSPENDED }, at) ?? renewed(untimed, at)
  return { ...waiting, suspended: true }
}

/**
 * Has a job wait until it is resumed. Before it has a driver it is QUEUED; a driver that it has is deleted, and what comes
 * after the resumption is a new attempt that no budget pays for. Asked again it changes nothing.
 *
 * @returns the job as recorded, or undefined where there is none
 * @throws InvalidJobError JOB_ENDED or JOB_ENDING where the job has ended or is being killed
 */
export const suspendJob = async (deps: JobLife, jobId: string): Promise<Job | undefined> => {
  const at = timestamp(deps.clock)
  const job = await updateJob(deps.store, jobId, (stored) => suspended(stored, at))
  if (!job) return undefined
  const after = await stopDriver(deps, job)
  await announceJob(deps, after)
  deps.log.info('job suspended', { jobId, state: after.state })
  return after
}
