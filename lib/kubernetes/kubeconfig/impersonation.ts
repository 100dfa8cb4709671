import type { ClusterCredentials } from '../cluster-connection.ts'
import type { KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig } from './kubeconfig-error.ts'

/** What may stand in the name of an HTTP header, but for the percent sign that stands before what may not. */
const HEADER_BYTE = /[!#$&'*+.^_`|~0-9a-z-]/

const headerKey = (key: string): string =>
  Array.from(Buffer.from(key.toLowerCase()), (byte) => {
    const character = String.fromCharCode(byte)
    return HEADER_BYTE.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }).join('')

/**
 * The headers by which a user asks to be taken for another: `as`, `as-uid`, `as-groups`, `as-user-extra`. Follows
 * client-go's transport.ImpersonationConfig.
 */
export function impersonation(user: KubeconfigEntry): ClusterCredentials['headers'] {
  const name = user.text('as')
  const uid = user.text('as-uid')
  const groups = user.texts('as-groups')
  const extra = user.entry('as-user-extra')
  if (name === undefined && (uid !== undefined || groups.length > 0 || extra !== undefined)) {
    throw invalidKubeconfig(`${user.title}: as-uid, as-groups and as-user-extra take the name of a user: set as too`)
  }
  return {
    ...(name === undefined ? {} : { 'impersonate-user': name }),
    ...(uid === undefined ? {} : { 'impersonate-uid': uid }),
    ...(groups.length === 0 ? {} : { 'impersonate-group': [...groups] }),
    ...Object.fromEntries(
      (extra?.keys() ?? []).map((key) => [`impersonate-extra-${headerKey(key)}`, [...(extra?.texts(key) ?? [])]]),
    ),
  }
}
