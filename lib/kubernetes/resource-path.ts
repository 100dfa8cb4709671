import { SparkdropError } from '../errors/sparkdrop-error.ts'
import type { KubernetesObject } from '../ports/kubernetes-types.ts'

/** Escapes one segment of a path. */
const segment = encodeURIComponent

/** Path of a namespace's resources of one kind, or of one of them: `/api/v1/namespaces/a/pods/b`. */
export const namespacedPath = (group: string, namespace: string, plural: string, name?: string): string =>
  `${group}/namespaces/${segment(namespace)}/${plural}${name === undefined ? '' : `/${segment(name)}`}`

/** The core group. */
export const CORE = '/api/v1'

/** `v1` is the core group; all others have their group's name in front. */
const groupPath = (apiVersion: string): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`

/** The resource of a kind, guessed as the API machinery does where it has not asked the server: `NetworkPolicy` → `networkpolicies`. */
export function pluralOf(kind: string): string {
  const singular = kind.toLowerCase()
  if (singular === 'endpoints') return singular
  if (singular.endsWith('s')) return `${singular}es`
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
}

/** The path of all of a namespace's objects of one kind. */
export const kindPath = (apiVersion: string, kind: string, namespace: string): string =>
  namespacedPath(groupPath(apiVersion), namespace, pluralOf(kind))

function demandComplete({ apiVersion, kind, metadata }: KubernetesObject): void {
  const { namespace, name } = metadata ?? {}
  const demanded = { apiVersion, kind, 'metadata.namespace': namespace, 'metadata.name': name }
  for (const [field, value] of Object.entries(demanded)) {
    if (value) continue
    throw new SparkdropError('KUBERNETES_INCOMPLETE_OBJECT', `${kind ?? 'object'} ${name ?? ''} needs ${field}`, false)
  }
}

const pathOf = ({ apiVersion = '', kind = '', metadata }: KubernetesObject, name?: string): string =>
  namespacedPath(groupPath(apiVersion), metadata?.namespace ?? '', pluralOf(kind), name)

/** The path of a namespaced object. Throws `KUBERNETES_INCOMPLETE_OBJECT` where apiVersion, kind, namespace or name is missing. */
export function objectPath(object: KubernetesObject): string {
  demandComplete(object)
  return pathOf(object, object.metadata?.name)
}

/** The path of all objects of this one's kind in its namespace: where it is created. Throws as `objectPath`. */
export function collectionPath(object: KubernetesObject): string {
  demandComplete(object)
  return pathOf(object)
}
