import type { Timeouts } from '../../../events/job-life.ts'
import type { DriverPod } from '../../../events/pod-event.ts'
import { driverPodSchema } from '../../../events/pod-event.ts'
import { announceJob } from '../announce-job.ts'
import type { Job } from '../job.ts'
import { stepsOf } from '../job-transition.ts'
import { isUnsubmitted } from '../life/due.ts'
import type { JobLife } from '../life/job-life.ts'
import { loseDriver } from '../life/lose-driver.ts'
import { stopDriver } from '../life/stop-driver.ts'
import { liveDriver } from '../live-driver.ts'
import { isTerminal } from '../phase-rank.ts'
import { observed, recordDriver } from '../record-driver.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import type { DriverIndex } from './driver-index.ts'
import { overdue, timedOut } from './overdue.ts'
import { sendAgain } from './send-again.ts'

export interface ReconcileJob extends JobLife {
  /** How long a job may take where it does not say. */
  readonly timeLimits?: Timeouts
}

const record = async (deps: JobLife, job: Job, pod: DriverPod): Promise<Job> => {
  // Nothing is read or written for the many jobs of which the list tells nothing new.
  if (!observed(job, { type: 'MODIFIED', pod }, job.attempt, timestamp(deps.clock))) return job
  return (await recordDriver(deps, { type: 'MODIFIED', pod })) ?? job
}

const observe = async (deps: JobLife, job: Job, drivers: DriverIndex): Promise<Job> => {
  if (!job.driver) return job
  const listed = drivers.byUid.get(job.driver.uid)
  if (listed) return record(deps, job, listed)
  // A list may be older than the record that names the pod.
  const live = await liveDriver(await deps.clusterOf(job), job.namespace, job.driver)
  if (live) return record(deps, job, driverPodSchema.parse(live))
  return loseDriver(deps, job)
}

const limit = async (deps: ReconcileJob, job: Job): Promise<Job> => {
  const { timeLimits = {} } = deps
  const now = deps.clock.now()
  if (overdue(job, now, timeLimits) === undefined) return job
  const after = await updateJob(deps.store, job.jobId, (stored) => timedOut(stored, now, timeLimits))
  if (!after) return job
  await announceJob(deps, after)
  deps.log.info('job took longer than it may', { jobId: job.jobId, told: after.stop?.message ?? after.message })
  return after
}

/**
 * Brings one open job's record and its driver together: what no event told is recorded, what takes too long is ended, what is
 * to end is ended, and what stopped half way goes on.
 *
 * @param drivers the driver pods of the job's namespace on its cluster
 * @returns whether anything had to be done
 */
export const reconcileJob = async (deps: ReconcileJob, job: Job, drivers: DriverIndex): Promise<boolean> => {
  if (job.announced < stepsOf(job)) await announceJob(deps, job)
  const seen = await observe(deps, job, drivers)
  if (isTerminal(seen.state) || seen.attempt !== job.attempt) return true
  const limited = await limit(deps, seen)
  if (limited.stop) {
    await stopDriver(deps, limited)
    return true
  }
  if (!isUnsubmitted(limited)) return limited.state !== job.state
  const isHalfMade = limited.driver !== undefined || drivers.byJob.has(job.jobId)
  return (await sendAgain(deps, limited, isHalfMade)) || limited.state !== job.state
}
