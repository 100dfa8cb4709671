import { bearer } from '../cluster-connection.ts'
import { beforeEnd, type Issued } from '../renewed-credentials.ts'
import type { KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig, noCredentials } from './kubeconfig-error.ts'

/** What has taken the place of the providers that Kubernetes 1.26 removed. */
const PLUGINS: Readonly<Record<string, string>> = {
  gcp: 'gke-gcloud-auth-plugin (`gcloud container clusters get-credentials` sets it up)',
  azure: 'kubelogin (`kubelogin convert-kubeconfig` sets it up)',
}

/** When a JSON Web Token ends, in milliseconds since the epoch; undefined where it does not say. */
function endOf(token: string): number | undefined {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown
    }
    return typeof exp === 'number' ? exp * 1000 : undefined
  } catch {
    return undefined
  }
}

/**
 * The token of an `auth-provider`, which is what plugins were before they had a protocol. Only `oidc` is still in use. Its
 * token is taken as it stands: renewing it would use up the refresh token that the kubeconfig keeps for kubectl.
 */
export function fromAuthProvider(user: KubeconfigEntry, provider: KubeconfigEntry, now: number): Issued {
  const name = provider.text('name') ?? ''
  if (name !== 'oidc') {
    const plugin = PLUGINS[name] ?? 'an exec plugin'
    throw invalidKubeconfig(`${user.title} signs in by the auth-provider "${name}", which is no more: use ${plugin}`)
  }
  const token = provider.entry('config')?.text('id-token')
  if (token === undefined) throw noCredentials(`${user.title}: auth-provider has no id-token: log in first`, false)
  const end = endOf(token)
  if (end === undefined) return { credentials: bearer(token) }
  if (end > now) return { credentials: bearer(token), freshForMs: beforeEnd(end - now) }
  const message = `${user.title}: the id-token has ended at ${new Date(end).toISOString()}: any kubectl command renews it, or use kubelogin as an exec plugin`
  throw noCredentials(message, false)
}
