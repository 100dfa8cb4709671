import type { KubernetesObject, OwnerReference, Pod } from '../ports/kubernetes-types.ts'

/**
 * What makes an object the pod's: Kubernetes deletes it with the pod.
 * @param pod as the API server answered its creation, with its uid
 */
export const ownerReference = ({ metadata }: Pod): OwnerReference => ({
  apiVersion: 'v1',
  kind: 'Pod',
  name: metadata?.name ?? '',
  uid: metadata?.uid ?? '',
  controller: true,
})

/** The objects as belongings of the pod. Follows KubernetesUtils.addOwnerReference, which leaves no other owner. */
export const ownedBy = <T extends KubernetesObject>(resources: readonly T[], pod: Pod): readonly T[] =>
  resources.map((resource) => ({
    ...resource,
    metadata: { ...resource.metadata, ownerReferences: [ownerReference(pod)] },
  }))
