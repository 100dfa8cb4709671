import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { InvalidJobError, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { KubernetesObject, OwnerReference } from '../../ports/kubernetes-types.ts'
import type { StoredPod } from './stored-pod.ts'

const ROUNDS = 3

const describe = ({ kind, metadata }: KubernetesObject): string => `${kind?.toLowerCase()} ${metadata?.name}`

const owningPod = (owners: readonly OwnerReference[] | undefined, name: string): OwnerReference | undefined =>
  owners?.find((owner) => owner.kind === 'Pod' && owner.name === name)

/**
 * Creates what the driver owns, whatever an earlier delivery left. What is there and has this very pod as owner was made
 * for it: only who had seen the pod knows its uid. What an earlier pod of the same name owned is garbage that has not been
 * collected yet, since the name has passed on, and makes way.
 *
 * By creation, not by server-side apply: that costs the API server up to twice the processor time, and nothing that is
 * there is ever to be changed.
 *
 * @param object with the driver as its owner
 * @throws InvalidJobError where the name belongs to something else
 */
export const createOwned = async (cluster: Cluster, object: KubernetesObject, driver: StoredPod): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    try {
      await cluster.createObject(object)
      return
    } catch (error) {
      if (!isKubernetesStatus(error, 409)) throw error
    }
    const found = await cluster.getObjectMeta(object)
    if (!found) continue
    const owner = owningPod(found.ownerReferences, driver.metadata.name)
    if (owner?.uid === driver.metadata.uid) return
    if (!owner)
      throw new InvalidJobError('NAME_TAKEN', `a ${describe(object)} exists already and belongs to something else`)
    await cluster.deleteObject(object, found.uid ?? '')
  }
  throw new TransientError('NAME_CONTENDED', `the ${describe(object)} of an earlier driver does not go away`)
}
