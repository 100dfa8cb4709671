import { isRetryable, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { KubernetesObject } from '../../ports/kubernetes-types.ts'
import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { claimDriver } from '../job-transition.ts'
import { liveDriver } from '../live-driver.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { type CreateDriver, createDriver, isHeld } from './create-driver.ts'
import { createOwned } from './create-owned.ts'
import { isGated, RESOURCES_GATE } from './driver-gate.ts'
import { type DriverSpec, objectsOf } from './driver-objects.ts'
import type { StoredPod } from './stored-pod.ts'

export interface LaunchDriver extends CreateDriver {
  /** What the cluster is called. */
  readonly clusterName: string
  readonly store: JobStore
  readonly clock: Clock
}

/** `gone`: this attempt had its driver, and that is no more; it must not get another one. */
export type Launch = { readonly kind: 'launched'; readonly uid: string } | { readonly kind: 'gone' }

/** The attempt has a driver by another delivery's doing, or is to have none. */
export const CLAIM_LOST = 'CLAIM_LOST'

/** Whether the stored job's attempt may still have a driver by the slot, and in the place, that this delivery read. */
const isStillLet = (stored: Job, { attempt, admission }: Job, clusterName: string): boolean =>
  stored.admission?.slot === admission?.slot &&
  stored.admission?.attempt === admission?.attempt &&
  (stored.placement?.attempt !== attempt || stored.placement.cluster === clusterName)

/** Creates the driver and records its uid; the pod is held back, so it cannot have run before that is so. */
const claim = async (deps: LaunchDriver, job: Job, spec: DriverSpec): Promise<StoredPod> => {
  const pod = await createDriver(deps, spec.pod)
  const { name, namespace, uid } = pod.metadata
  const at = timestamp(deps.clock)
  const driver = { name, uid, cluster: deps.clusterName }
  const now = await updateJob(deps.store, job.jobId, (stored) =>
    isStillLet(stored, job, deps.clusterName) ? claimDriver(stored, job.attempt, driver, at) : undefined,
  )
  if (now?.driver?.uid === uid && now.attempt === job.attempt) return pod
  await deps.cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
  throw new TransientError(CLAIM_LOST, `another delivery of job ${job.jobId} was first, or it is not to run`)
}

/** Makes what the driver owns and lets it run: by its gate where it has one, else by the configmap that it waits for. */
const release = async (cluster: Cluster, pod: StoredPod, spec: DriverSpec): Promise<void> => {
  const { conf, others } = objectsOf(spec, pod)
  const create = (objects: readonly KubernetesObject[]): Promise<unknown> =>
    Promise.all(objects.map((object) => createOwned(cluster, object, pod)))
  const { name, namespace, uid } = pod.metadata
  if (isGated(pod)) {
    await create([...others, ...conf])
    await cluster.removeSchedulingGate(namespace, name, uid, RESOURCES_GATE)
  } else {
    await create(others)
    await create(conf)
  }
}

/** After a permanent failure no driver stays behind that waits for ever for what it will not get. */
const discard = async (cluster: Cluster, current: StoredPod): Promise<void> => {
  const { name, namespace, uid } = current.metadata
  if (await isHeld(cluster, current)) await cluster.deletePod(namespace, name, { uid, gracePeriodSeconds: 0 })
}

/**
 * Brings the driver of the job's attempt to run, from wherever an earlier delivery left it: the pod, held back; its uid
 * into the table; the objects that it owns; and last what holds it back goes, the gate or the want of its configmap. Each
 * step is done again without harm, and each crash between two leaves at worst a pod that cannot run and that the next
 * delivery adopts.
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
    if (!isRetryable(error)) await discard(deps.cluster, current)
    throw error
  }
  return { kind: 'launched', uid: pod.metadata.uid }
}
