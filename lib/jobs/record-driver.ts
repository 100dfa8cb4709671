import { type DriverPodEvent, LABELS, type PodWarning } from '../../events/pod-event.ts'
import type { Slots } from './admission/change-roster.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import { classifyDriver } from './classify/classify-driver.ts'
import { endsPod } from './classify/kubelet-stop.ts'
import type { PodEventRecord } from './classify/pod-event-record.ts'
import { compareVersions } from './classify/resource-version.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'
import { settle } from './life/end-attempt.ts'
import { type WakeJob, wakeJob } from './life/wake-job.ts'
import { phaseRank } from './phase-rank.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

export interface RecordDriver extends WakeJob {
  /** Where a job's end lets others in. Without them reconcile-jobs does that. */
  readonly slots?: Slots
  readonly store: JobStore
  readonly announcer: Announcer
}

/** What is known of a driver pod: a change of it, or its state as it was found. */
export type DriverObservation = Pick<DriverPodEvent, 'type' | 'pod' | 'logTail' | 'warning'>

/** The job that a driver pod says it belongs to. */
export const jobOf = ({ pod }: DriverObservation): { jobId: string; attempt: number } | undefined => {
  const jobId = pod.metadata.labels?.[LABELS.jobId]
  const attempt = Number(pod.metadata.labels?.[LABELS.attempt])
  return jobId && Number.isInteger(attempt) ? { jobId, attempt } : undefined
}

/** Not everybody who looks at a pod hears of warnings, and news may come in another order: what was last warned of holds. */
const newest = (known: PodWarning | undefined, told: PodWarning | undefined): PodWarning | undefined =>
  known && (!told || told.lastSeen < known.lastSeen) ? known : told

const eventOf = (uid: string, { reason, message, lastSeen }: PodWarning): PodEventRecord => ({
  involvedObject: { uid },
  reason,
  message,
  lastTimestamp: lastSeen,
})

/** The job after what was seen of its driver, or undefined where that is no news. */
export const observed = (job: Job, observation: DriverObservation, attempt: number, at: string): Job | undefined => {
  const { uid, resourceVersion: seen } = observation.pod.metadata
  if (job.driver?.uid !== uid || compareVersions(seen, job.driver.seen) < 0) return undefined
  const warning = newest(job.driver.warning, observation.warning)
  const events = warning ? [eventOf(uid, warning)] : []
  const { state, reason, message, exitCode } = classifyDriver({ ...observation, events })
  // Of a pod that was gone before its end was seen Kubernetes may have said why: reconcile-jobs asks it.
  if (observation.type === 'DELETED' && reason === 'LOST' && !job.stop) return undefined
  // That a driver waits says nothing of what it waits for: only submit-job knows when all is made, and says SUBMITTED.
  if (state === 'SUBMITTED' && phaseRank(job.state) < phaseRank(state)) return undefined
  const moved = settle(job, { state, attempt, reason, message, exitCode }, at)
  if (!moved?.driver) return moved
  const { warning: _former, ...driver } = moved.driver
  const known = {
    ...(seen ? { seen } : {}),
    ...(warning && (state === 'SUBMITTED' || endsPod(warning.reason)) ? { warning } : {}),
  }
  return { ...moved, driver: { ...driver, ...known } }
}

/**
 * Moves the job that the driver pod belongs to to where the pod says it is; not to SUBMITTED, which is for submit-job to
 * say when nothing of the submission is left to do. News of another uid than the one that was
 * recorded for the attempt, of another attempt, or older than what is known, changes nothing. At the driver's end the job ends
 * too, or its next attempt is opened (see `settle`).
 *
 * @returns the job as recorded, or undefined where the pod belongs to none
 */
export const recordDriver = async (deps: RecordDriver, observation: DriverObservation): Promise<Job | undefined> => {
  const owner = jobOf(observation)
  if (!owner) return undefined
  const at = timestamp(deps.clock)
  let moved: Job | undefined
  const job = await updateJob(deps.store, owner.jobId, (stored) => {
    moved = observed(stored, observation, owner.attempt, at)
    return moved
  })
  if (!job) {
    deps.log.warn('a driver pod names a job that is not in the table', { ...owner, uid: observation.pod.metadata.uid })
    return undefined
  }
  if (moved) await wakeJob(deps, moved)
  await announceJob(deps, job)
  deps.log.info('driver recorded', { jobId: job.jobId, state: job.state, reason: job.reason })
  return job
}
