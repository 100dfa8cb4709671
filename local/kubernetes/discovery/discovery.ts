import { RESOURCES } from '../resources/registry.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

interface Subresource {
  readonly verbs: readonly string[]
  readonly kind?: { readonly group: string; readonly version: string; readonly kind: string }
}

const CHANGED_IN_PLACE: Subresource = { verbs: ['get', 'patch', 'update'] }

const SUBRESOURCES: Readonly<Record<string, Subresource>> = {
  status: CHANGED_IN_PLACE,
  finalize: { verbs: ['update'] },
  log: { verbs: ['get'] },
  binding: { verbs: ['create'], kind: { group: '', version: 'v1', kind: 'Binding' } },
  eviction: { verbs: ['create'], kind: { group: 'policy', version: 'v1', kind: 'Eviction' } },
  token: { verbs: ['create'], kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' } },
}

const verbsOf = (type: ResourceType): string[] =>
  VERBS.filter((verb) => verb !== 'deletecollection' || type.plural !== 'namespaces')

const groups = (): string[] => [...new Set(RESOURCES.map((type) => type.group))].filter((group) => group !== '')

const subresource = (name: string): Subresource => SUBRESOURCES[name] ?? CHANGED_IN_PLACE

/** `/api/v1` and `/apis/<group>/<version>`; undefined for a version that is not served. */
export const resourceList = (group: string, version: string): object | undefined => {
  const types = RESOURCES.filter((type) => type.group === group && type.version === version)
  if (types.length === 0) return undefined
  const resources = types.flatMap((type) => [
    {
      name: type.plural,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: verbsOf(type),
      ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
      ...(type.categories === undefined ? {} : { categories: type.categories }),
    },
    ...type.subresources.map((name) => ({
      name: `${type.plural}/${name}`,
      singularName: '',
      namespaced: type.namespaced,
      ...(subresource(name).kind ?? { kind: type.kind }),
      verbs: subresource(name).verbs,
    })),
  ])
  const groupVersion = group === '' ? version : `${group}/${version}`
  return { kind: 'APIResourceList', ...(group === '' ? {} : { apiVersion: 'v1' }), groupVersion, resources }
}

const groupEntry = (group: string): object => {
  const versions = [...new Set(RESOURCES.filter((type) => type.group === group).map((type) => type.version))].map(
    (version) => ({ groupVersion: `${group}/${version}`, version }),
  )
  return { name: group, versions, preferredVersion: versions[0] }
}

/** `/api` */
export const coreVersions = (serverAddress: string): object => ({
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
})

/** `/apis` */
export const groupList = (): object => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupEntry) })

/** `/apis/<group>`; undefined for a group that is not served. */
export const groupOf = (group: string): object | undefined =>
  groups().includes(group) ? { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) } : undefined

const aggregatedResource = (type: ResourceType): object => ({
  resource: type.plural,
  responseKind: { group: type.group, version: type.version, kind: type.kind },
  scope: type.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: type.singular,
  verbs: verbsOf(type),
  ...(type.shortNames.length === 0 ? {} : { shortNames: type.shortNames }),
  ...(type.categories === undefined ? {} : { categories: type.categories }),
  ...(type.subresources.length === 0
    ? {}
    : {
        subresources: type.subresources.map((name) => ({
          subresource: name,
          responseKind: subresource(name).kind ?? { group: type.group, version: type.version, kind: type.kind },
          verbs: subresource(name).verbs,
        })),
      }),
})

/** `/api` and `/apis` for clients that take everything in one answer. */
export const aggregatedDiscovery = (core: boolean): object => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: (core ? [''] : groups()).map((group) => {
    const types = RESOURCES.filter((type) => type.group === group)
    const versions = [...new Set(types.map((type) => type.version))]
    return {
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((version) => ({
        version,
        freshness: 'Current',
        resources: types.filter((type) => type.version === version).map(aggregatedResource),
      })),
    }
  }),
})

/** Paths that a client of the resource API begins with. */
export const rootPaths = (): string[] => [
  '/api',
  '/api/v1',
  '/apis',
  ...groups().map((group) => `/apis/${group}`),
  ...[...new Set(RESOURCES.filter((type) => type.group !== '').map((type) => `/apis/${apiVersionOf(type)}`))],
  '/healthz',
  '/livez',
  '/openapi/v3',
  '/readyz',
  '/version',
]
