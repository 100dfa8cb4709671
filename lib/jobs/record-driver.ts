import { type DriverPodEvent, LABELS } from '../../events/pod-event.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import { classifyDriver } from './classify/classify-driver.ts'
import { compareVersions } from './classify/resource-version.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'
import { advance } from './job-transition.ts'
import { phaseRank } from './phase-rank.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

export interface RecordDriver {
  readonly store: JobStore
  readonly announcer: Announcer
  readonly clock: Clock
  readonly log: Log
}

/** What is known of a driver pod: a change of it, or its state as it was found. */
export type DriverObservation = Pick<DriverPodEvent, 'type' | 'pod' | 'logTail'>

/** The job that a driver pod says it belongs to. */
export const jobOf = ({ pod }: DriverObservation): { jobId: string; attempt: number } | undefined => {
  const jobId = pod.metadata.labels?.[LABELS.jobId]
  const attempt = Number(pod.metadata.labels?.[LABELS.attempt])
  return jobId && Number.isInteger(attempt) ? { jobId, attempt } : undefined
}

const change = (job: Job, observation: DriverObservation, attempt: number, at: string): Job | undefined => {
  const { uid, resourceVersion } = observation.pod.metadata
  if (job.driver?.uid !== uid || compareVersions(resourceVersion, job.driver.seen) < 0) return undefined
  const { state, reason, message, exitCode } = classifyDriver(observation)
  // That a driver waits says nothing of what it waits for: only submit-job knows when all is made, and says SUBMITTED.
  if (state === 'SUBMITTED' && phaseRank(job.state) < phaseRank(state)) return undefined
  const moved = advance(job, { state, attempt, reason, message, exitCode }, at)
  return moved && { ...moved, driver: { ...job.driver, ...(resourceVersion ? { seen: resourceVersion } : {}) } }
}

/**
 * Moves the job that the driver pod belongs to to where the pod says it is; not to SUBMITTED, which is for submit-job to
 * say when nothing of the submission is left to do. News of another uid than the one that was
 * recorded for the attempt, of another attempt, or older than what is known, changes nothing.
 *
 * @returns the job as recorded, or undefined where the pod belongs to none
 */
export const recordDriver = async (deps: RecordDriver, observation: DriverObservation): Promise<Job | undefined> => {
  const owner = jobOf(observation)
  if (!owner) return undefined
  const at = timestamp(deps.clock)
  const job = await updateJob(deps.store, owner.jobId, (stored) => change(stored, observation, owner.attempt, at))
  if (!job) {
    deps.log.warn('a driver pod names a job that is not in the table', { ...owner, uid: observation.pod.metadata.uid })
    return undefined
  }
  await announceJob(deps, job)
  deps.log.info('driver recorded', { jobId: job.jobId, state: job.state, reason: job.reason })
  return job
}
