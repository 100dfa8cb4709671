import { bearer, type ClusterCredentials } from '../cluster-connection.ts'
import type { Issued } from '../renewed-credentials.ts'
import { fromTokenFile, LOOK_AGAIN_MS } from '../token-file.ts'
import { fromAuthProvider } from './auth-provider.ts'
import type { PluginSurroundings } from './exec-plugin.ts'
import { impersonation } from './impersonation.ts'
import type { KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig } from './kubeconfig-error.ts'

function clientCertificate(user: KubeconfigEntry): Issued {
  const certificate = user.pem('client-certificate')
  const key = user.pem('client-key')
  if (certificate === undefined && key === undefined) return { credentials: { headers: {} } }
  if (certificate === undefined || key === undefined) {
    const absent = certificate === undefined ? 'client-certificate' : 'client-key'
    throw invalidKubeconfig(`${user.title}: a client certificate takes its key: set ${absent} or ${absent}-data too`)
  }
  return {
    credentials: { headers: {}, clientCertificate: certificate.pem, clientKey: key.pem },
    ...(certificate.isFile || key.isFile ? { freshForMs: LOOK_AGAIN_MS } : {}),
  }
}

const basic = (username: string, password: string): ClusterCredentials => ({
  headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` },
})

/** Who signs in by what a header says; a plugin is run only where nothing else is given, as with kubectl. */
async function signedIn(user: KubeconfigEntry, surroundings: PluginSurroundings): Promise<Issued> {
  const token = user.text('token')
  const tokenFile = user.path('tokenFile')
  const username = user.text('username')
  if (username !== undefined && (token ?? tokenFile) !== undefined) {
    throw invalidKubeconfig(`${user.title} has a token and a username: leave one out`)
  }
  if (tokenFile !== undefined) return await fromTokenFile(tokenFile)
  if (token !== undefined) return { credentials: bearer(token) }
  if (username !== undefined) return { credentials: basic(username, user.text('password') ?? '') }
  const plugin = user.entry('exec')
  if (plugin !== undefined) return await (await import('./exec-plugin.ts')).execPlugin(plugin, surroundings)
  const provider = user.entry('auth-provider')
  if (provider !== undefined) return fromAuthProvider(user, provider, surroundings.now())
  return { credentials: { headers: {} } }
}

/**
 * The credentials of a kubeconfig's user, by every way that kubectl knows: token, token file, client certificate, user
 * and password, plugin; and whom that user acts for.
 *
 * @throws SparkdropError KUBECONFIG_INVALID, KUBECONFIG_CREDENTIALS, TOKEN_FILE
 */
export async function userCredentials(user: KubeconfigEntry, surroundings: PluginSurroundings): Promise<Issued> {
  const [certificate, other] = [clientCertificate(user), await signedIn(user, surroundings)]
  const headers = { ...other.credentials.headers, ...impersonation(user) }
  const freshForMs = Math.min(certificate.freshForMs ?? Infinity, other.freshForMs ?? Infinity)
  return { credentials: { ...certificate.credentials, ...other.credentials, headers }, freshForMs }
}
