import type { Access } from '../cluster-look.ts'

export type Who = Pick<Access, 'user' | 'groups'>
export type What = Pick<Access, 'verb' | 'group' | 'resource' | 'subresource' | 'name'>

const AUTHENTICATED = 'system:authenticated'

/** As the API server knows it when it comes with its token. */
export const serviceAccount = (namespace: string, name: string): Who => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED],
})

/** What the access entries of EKS make the functions members of. */
export const SUBMITTERS: Who = { user: 'sparkdrop', groups: ['sparkdrop:submitter', AUTHENTICATED] }

/** A user by the name that the API server knows him by. */
export function userNamed(name: string): Who {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name) ?? []
  return namespace === undefined || account === undefined
    ? { user: name, groups: [AUTHENTICATED] }
    : serviceAccount(namespace, account)
}

const all = (group: string, resources: readonly string[], verbs: readonly string[]): readonly What[] =>
  resources.flatMap((resource) => {
    const [name = resource, subresource] = resource.split('/')
    return verbs.map((verb) => ({ verb, group, resource: name, ...(subresource ? { subresource } : {}) }))
  })

/** What the Roles of infra/kubernetes/tenant let each have. A test holds the two together. */
export const NEEDED = {
  submitter: [
    ...all('', ['pods', 'services', 'configmaps'], ['create', 'get', 'list', 'patch', 'delete']),
    ...all('', ['pods/log', 'namespaces'], ['get']),
    ...all('', ['events'], ['list']),
  ],
  driver: [
    ...all('', ['pods'], ['create', 'get', 'list', 'watch', 'patch', 'delete', 'deletecollection']),
    ...all('', ['configmaps'], ['create', 'list', 'delete', 'deletecollection']),
    ...all('', ['services'], ['list', 'delete', 'deletecollection']),
  ],
  forwarder: [...all('', ['pods', 'events'], ['get', 'list', 'watch']), ...all('', ['pods/log'], ['get'])],
  lease: all('coordination.k8s.io', ['leases'], ['create', 'get', 'update']),
} as const satisfies Readonly<Record<string, readonly What[]>>

/** `create pods`, as a Role would have it. */
export const described = ({ verb, group, resource, subresource }: What): string =>
  `${verb} ${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`
