import type { KubernetesObject, Pod } from '../ports/kubernetes-types.ts'

/**
 * The objects as belongings of the pod: Kubernetes deletes them with it. Follows KubernetesUtils.addOwnerReference,
 * which leaves no other owner.
 * @param pod as the API server answered its creation, with its uid
 */
export const ownedBy = (resources: readonly KubernetesObject[], pod: Pod): readonly KubernetesObject[] =>
  resources.map((resource) => ({
    ...resource,
    metadata: {
      ...resource.metadata,
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Pod',
          name: pod.metadata?.name ?? '',
          uid: pod.metadata?.uid ?? '',
          controller: true,
        },
      ],
    },
  }))
