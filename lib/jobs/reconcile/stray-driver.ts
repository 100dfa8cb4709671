import type { DriverPod } from '../../../events/pod-event.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { JobLife } from '../life/job-life.ts'
import { liveDriver } from '../live-driver.ts'
import { isHeld } from '../submit/create-driver.ts'
import { isAbandoned } from './abandoned.ts'
import { belongs, jobIdOf } from './driver-index.ts'

const hasEnded = ({ status }: DriverPod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** `known`: it is its job's, or gone by now. `unknown`: nobody can say whose it is. */
export type Stray = 'known' | 'removed' | 'unknown'

/** Whether a driver pod that no open job knows is worth a look: it has not ended, and nobody is about to record it. */
export const isStray = (pod: DriverPod, now: number): boolean =>
  !hasEnded(pod) && isAbandoned(now, pod.metadata.creationTimestamp)

/**
 * Deletes a driver pod that its job does not know and that can never run: its submitter died between its creation and its
 * claim, another one won, or the job was ended meanwhile. One that may run, or whose job is not in the table, is left alone and
 * told of: a person has to see how it came to be, and another installation may know it.
 */
export const removeStray = async (deps: JobLife, cluster: Cluster, pod: DriverPod): Promise<Stray> => {
  const { uid, name, namespace } = pod.metadata
  const jobId = jobIdOf(pod)
  const job = await deps.store.get(jobId)
  if (job && belongs(job, pod)) return 'known'
  const live = await liveDriver(cluster, namespace, { name, uid })
  if (!live) return 'known'
  if (!job || !(await isHeld(cluster, live))) {
    const told = job ? 'is not the driver of its job' : 'names a job that is not in the table'
    deps.log.warn(`a driver pod ${told}; it is left alone`, { jobId, namespace, name, uid })
    return 'unknown'
  }
  await cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
  deps.log.warn('driver pod that lost its job deleted', { jobId, namespace, name, uid })
  return 'removed'
}
