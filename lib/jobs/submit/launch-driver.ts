import { isRetryable, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { KubernetesObject, Pod } from '../../ports/kubernetes-types.ts'
import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { claimDriver } from '../job-transition.ts'
import { liveDriver } from '../live-driver.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { createDriver, type StoredPod } from './create-driver.ts'
import { createOwned } from './create-owned.ts'
import { isGated, RESOURCES_GATE } from './driver-gate.ts'

export interface LaunchDriver {
  readonly cluster: Cluster
  readonly store: JobStore
  readonly clock: Clock
}

/** What a job becomes on Kubernetes: the pod, and the objects that it will own. */
export interface DriverSpec {
  readonly pod: Pod
  readonly ownedBy: (pod: StoredPod) => readonly KubernetesObject[]
}

/** `gone`: this attempt had its driver, and that is no more; it must not get another one. */
export type Launch = { readonly kind: 'launched'; readonly uid: string } | { readonly kind: 'gone' }

/** Creates the driver and records its uid; the pod is gated, so it cannot have run before that is so. */
const claim = async (deps: LaunchDriver, job: Job, spec: DriverSpec): Promise<StoredPod> => {
  const pod = await createDriver(deps.cluster, spec.pod)
  const { name, namespace, uid } = pod.metadata
  const at = timestamp(deps.clock)
  const now = await updateJob(deps.store, job.jobId, (stored) => claimDriver(stored, job.attempt, { name, uid }, at))
  if (now?.driver?.uid === uid && now.attempt === job.attempt) return pod
  await deps.cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
  throw new TransientError('CLAIM_LOST', `another delivery of job ${job.jobId} was first`)
}

/** A driver whose gate is gone has had its objects, and may be running on them. */
const isReleased = (pod: Pod, spec: DriverSpec): boolean => isGated(spec.pod) && !isGated(pod)

const release = async (cluster: Cluster, pod: StoredPod, spec: DriverSpec): Promise<void> => {
  if (isReleased(pod, spec)) return
  const { name, namespace, uid } = pod.metadata
  await Promise.all(spec.ownedBy(pod).map((object) => createOwned(cluster, object, pod)))
  if (isGated(pod)) await cluster.removeSchedulingGate(namespace, name, uid, RESOURCES_GATE)
}

/** After a permanent failure no driver stays behind that waits for ever for what it will not get. */
const discard = async (cluster: Cluster, current: StoredPod, spec: DriverSpec): Promise<void> => {
  const { name, namespace, uid } = current.metadata
  if (!isReleased(current, spec)) await cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
}

/**
 * Brings the driver of the job's attempt to run, from wherever an earlier delivery left it: pod with a gate, uid into
 * the table, the objects that the pod owns, gate away. Each step is done again without harm, and each crash between
 * two leaves at worst a gated pod, which holds no resources and which the next delivery adopts.
 *
 * @throws SparkdropError as the API server or the table refuse; after a permanent one no driver is left
 */
export const launchDriver = async (deps: LaunchDriver, job: Job, spec: DriverSpec): Promise<Launch> => {
  const pod = job.driver ? await liveDriver(deps.cluster, job.namespace, job.driver) : await claim(deps, job, spec)
  if (!pod) return { kind: 'gone' }
  try {
    await release(deps.cluster, pod, spec)
  } catch (error) {
    const current = await liveDriver(deps.cluster, job.namespace, pod.metadata)
    if (!current) return { kind: 'gone' }
    if (!isRetryable(error)) await discard(deps.cluster, current, spec)
    throw error
  }
  return { kind: 'launched', uid: pod.metadata.uid }
}
