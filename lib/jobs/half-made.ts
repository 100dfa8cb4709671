import type { Clock } from '../ports/clock.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import type { Job } from './job.ts'
import type { JobQueue } from './job-queue.ts'
import type { JobStore } from './job-store.ts'
import { renewed } from './job-transition.ts'
import { phaseRank } from './phase-rank.ts'
import { isHeld } from './submit/create-driver.ts'
import type { StoredPod } from './submit/stored-pod.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

export interface HalfMade {
  readonly cluster: Cluster
  readonly store: JobStore
  readonly queue: JobQueue
  readonly clock: Clock
  readonly log: Log
}

/** Twice what submit-job may take: nobody is at work any more on what has not changed for so long. */
const ABANDONED_MS = 120_000

const isAbandoned = ({ clock }: HalfMade, since: string | undefined): boolean =>
  since !== undefined && clock.now() - Date.parse(since) >= ABANDONED_MS

/** Whether the job's submission has not been brought to its end: submit-job alone says SUBMITTED. */
export const isUnsubmitted = ({ state }: Job): boolean => phaseRank(state) < phaseRank('SUBMITTED')

/**
 * Queues the request of a half-made submission again, once for each time that it lies abandoned: submit-job goes on from
 * where it stands. Where its message is still in the queue too, that does no harm.
 *
 * @returns whether this call queued it
 */
export const finishSubmission = async (deps: HalfMade, job: Job): Promise<boolean> => {
  const { jobId, request, updatedAt } = job
  if (!request || !isAbandoned(deps, updatedAt)) return false
  const at = timestamp(deps.clock)
  // Of two that come at once only one is to queue it.
  let mine = false
  await updateJob(deps.store, jobId, (stored) => {
    mine = stored.updatedAt === updatedAt && isUnsubmitted(stored)
    return mine ? renewed(stored, at) : undefined
  })
  if (!mine) return false
  await deps.queue.send(request)
  deps.log.warn('half-made submission queued again', { jobId })
  return true
}

/**
 * Deletes the driver pods of a job's attempt that lost against the recorded one and whose submitter died before it could
 * delete them itself. They are held for ever, so they never ran.
 */
export const removeRivals = async (deps: HalfMade, { jobId, driver }: Job, pods: readonly Pod[]): Promise<void> => {
  for (const pod of pods as readonly StoredPod[]) {
    const { name, namespace, uid, creationTimestamp } = pod.metadata
    if (uid === driver?.uid || !isAbandoned(deps, creationTimestamp) || !(await isHeld(deps.cluster, pod))) continue
    await deps.cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
    deps.log.warn('driver pod that lost its job to another deleted', { jobId, uid })
  }
}
