import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { InvalidJobError, isRetryable, type SparkdropError, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import type { Random } from '../../ports/random.ts'
import { isGated } from './driver-gate.ts'
import { confMapName, withOwnConfMap } from './driver-objects.ts'
import { isSameAttempt, isSameJob, isSameSpec } from './mark-pod.ts'
import { type StoredPod, storedPod } from './stored-pod.ts'

const ROUNDS = 3

export interface CreateDriver {
  readonly cluster: Cluster
  readonly random: Random
}

const nameTaken = (name: string, existing: Pod, wanted: Pod): SparkdropError =>
  isSameJob(existing, wanted)
    ? new TransientError('FORMER_DRIVER', `the driver pod ${name} of the attempt before is not gone yet`)
    : new InvalidJobError(
        'POD_NAME_TAKEN',
        `a pod ${name} exists already and belongs to something else: change spark.kubernetes.driver.pod.name`,
      )

/** Whether the driver cannot have run yet: our gate holds it, or the configmap of its configuration is not there. */
export const isHeld = async (cluster: Cluster, pod: StoredPod): Promise<boolean> => {
  if (isGated(pod)) return true
  const name = confMapName(pod)
  if (!name) return false
  const { namespace } = pod.metadata
  return (
    (await cluster.getObjectMeta({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name } })) === undefined
  )
}

/** Where the name is taken, or no answer came, only a look at the cluster tells what there is. */
const isOpen = (error: unknown): boolean => isKubernetesStatus(error, 409) || isRetryable(error)

/**
 * The driver pod of this attempt: created, or the one that an earlier delivery created. One that is held back and was
 * made from another specification never ran, so it is replaced.
 *
 * @throws InvalidJobError where the name belongs to a pod that is not this job's
 */
export const createDriver = async ({ cluster, random }: CreateDriver, pod: Pod): Promise<StoredPod> => {
  const { name = '', namespace = '' } = pod.metadata ?? {}
  let failure: unknown
  for (let round = 0; round < ROUNDS; round++) {
    try {
      return storedPod(await cluster.createPod(isGated(pod) ? pod : withOwnConfMap(pod, random)))
    } catch (error) {
      if (!isOpen(error)) throw error
      failure = error
    }
    const found = await cluster.getPod(namespace, name)
    if (!found) continue
    const existing = storedPod(found)
    if (!isSameAttempt(existing, pod)) throw nameTaken(name, existing, pod)
    if (isSameSpec(existing, pod) || !(await isHeld(cluster, existing))) return existing
    await cluster.deletePod(namespace, name, { uid: existing.metadata.uid, gracePeriodSeconds: 0 })
  }
  throw failure
}
