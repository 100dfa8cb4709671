import type { KubernetesObject } from '../ports/kubernetes-types.ts'

/** The object with the namespace in its own metadata, so that it says by itself where it belongs. */
export const inNamespace = <T extends KubernetesObject>(namespace: string, object: T): T => ({
  ...object,
  metadata: { ...object.metadata, namespace },
})
