import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { InvalidJobError, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { ObjectMeta, Pod } from '../../ports/kubernetes-types.ts'
import { isGated } from './driver-gate.ts'
import { isSameAttempt, isSameSpec } from './mark-pod.ts'

/** A pod as the API server answers with it. */
export type StoredPod = Pod & { readonly metadata: ObjectMeta & { name: string; namespace: string; uid: string } }

const stored = (pod: Pod): StoredPod => {
  if (!pod.metadata?.name || !pod.metadata.namespace || !pod.metadata.uid)
    throw new TransientError('BAD_ANSWER', 'the API server answered with a pod that has no name, namespace or uid')
  return pod as StoredPod
}

const nameTaken = (name: string): InvalidJobError =>
  new InvalidJobError(
    'POD_NAME_TAKEN',
    `a pod ${name} exists already and belongs to something else: change spark.kubernetes.driver.pod.name`,
  )

/**
 * The driver pod of this attempt: created, or the one that an earlier delivery created. A gated pod of another
 * specification never ran, so it is replaced.
 *
 * @throws InvalidJobError where the name belongs to a pod that is not this job's
 */
export const createDriver = async (cluster: Cluster, pod: Pod): Promise<StoredPod> => {
  const { name = '', namespace = '' } = pod.metadata ?? {}
  for (let round = 0; round < 3; round++) {
    try {
      return stored(await cluster.createPod(pod))
    } catch (error) {
      if (!isKubernetesStatus(error, 409)) throw error
    }
    const found = await cluster.getPod(namespace, name)
    if (!found) continue
    const existing = stored(found)
    if (!isSameAttempt(existing, pod)) throw nameTaken(name)
    if (isSameSpec(existing, pod) || !isGated(existing)) return existing
    await cluster.deletePod(namespace, name, { uid: existing.metadata.uid, gracePeriodSeconds: 0 })
  }
  throw new TransientError('DRIVER_CONTENDED', `the driver pod ${namespace}/${name} keeps appearing and disappearing`)
}
