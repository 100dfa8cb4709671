import type { KubernetesObject, ObjectMeta } from '../../lib/ports/kubernetes-types.ts'

/**
 * An object of the API. Those in the store are never written to: every change is a new object, so that lists, watches
 * and the history can share them.
 */
export interface ApiObject extends KubernetesObject {
  metadata: ObjectMeta
  [field: string]: unknown
}

export interface ObjectKey {
  /** Empty for resources that live outside namespaces. */
  readonly namespace: string
  readonly name: string
}

export const keyOf = ({ namespace, name }: ObjectKey): string => (namespace === '' ? name : `${namespace}/${name}`)

export const keyOfObject = ({ metadata }: ApiObject): string =>
  keyOf({ namespace: metadata.namespace ?? '', name: metadata.name ?? '' })
