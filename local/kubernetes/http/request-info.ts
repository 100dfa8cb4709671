import { unknownResource } from '../api-error.ts'
import type { ObjectKey } from '../api-object.ts'
import { namespaceType } from '../resources/namespace.ts'
import { findResource, hasGroupVersion } from '../resources/registry.ts'
import type { ResourceType } from '../resources/resource-type.ts'

/** What a path of the resource API speaks of. */
export interface RequestInfo {
  readonly type: ResourceType
  readonly namespace: string
  /** Empty for a whole collection. */
  readonly name: string
  readonly subresource: string
  /** True for the old way to ask for a watch: `/api/v1/watch/...`. */
  readonly watchPath: boolean
}

export const keyOfRequest = ({ namespace, name }: RequestInfo): ObjectKey => ({ namespace, name })

const locate = (
  type: ResourceType | undefined,
  namespace: string,
  rest: readonly string[],
  watchPath: boolean,
): RequestInfo => {
  const [name = '', subresource = '', ...more] = rest
  if (type === undefined || more.length > 0) throw unknownResource()
  if (subresource !== '' && !type.subresources.includes(subresource)) throw unknownResource()
  return { type, namespace, name, subresource, watchPath }
}

/**
 * Reads a path such as `/api/v1/namespaces/x/pods/y/status`; undefined where it is no path of a resource.
 *
 * @throws ApiError NotFound for a resource that is not served
 */
export const parseResourcePath = (path: string): RequestInfo | undefined => {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent)
  const [root, ...rest] = segments
  const [group, version, ...below] = root === 'api' ? ['', ...rest] : root === 'apis' ? rest : []
  if (group === undefined || version === undefined || below.length === 0) return undefined
  if (!hasGroupVersion(group, version)) return undefined
  const watchPath = below[0] === 'watch'
  const [first = '', second, ...others] = watchPath ? below.slice(1) : below
  if (first !== 'namespaces') {
    return locate(findResource(group, version, first), '', second === undefined ? [] : [second, ...others], watchPath)
  }
  const [third] = others
  const aboutNamespace = third === undefined || namespaceType.subresources.includes(third)
  if (aboutNamespace)
    return locate(findResource(group, version, first), '', second === undefined ? [] : [second, ...others], watchPath)
  const type = findResource(group, version, third)
  return locate(type?.namespaced ? type : undefined, second ?? '', others.slice(1), watchPath)
}
