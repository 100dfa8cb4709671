import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { ObjectMeta, Pod } from '../../ports/kubernetes-types.ts'

/** A pod as the API server answers with it. */
export type StoredPod = Pod & { readonly metadata: ObjectMeta & { name: string; namespace: string; uid: string } }

/** The answer as a stored pod. Throws TransientError where it has no name, namespace or uid. */
export const storedPod = (pod: Pod): StoredPod => {
  if (!pod.metadata?.name || !pod.metadata.namespace || !pod.metadata.uid)
    throw new TransientError('BAD_ANSWER', 'the API server answered with a pod that has no name, namespace or uid')
  return pod as StoredPod
}
