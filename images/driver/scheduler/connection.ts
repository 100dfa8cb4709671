import { readFile } from 'node:fs/promises'
import {
  anonymous,
  bearer,
  type ClusterConnection,
  type CredentialsProvider,
  fixedCredentials,
} from '../../../lib/kubernetes/cluster-connection.ts'
import { renewedCredentials } from '../../../lib/kubernetes/renewed-credentials.ts'
import { fromTokenFile } from '../../../lib/kubernetes/token-file.ts'
import type { ConnectionMessage } from './protocol.ts'

const PEM = '-----BEGIN'

const pemOf = async (file: string | null | undefined, data: string | null | undefined): Promise<string | undefined> => {
  if (file) return readFile(file, 'utf8')
  if (!data) return undefined
  return data.includes(PEM) ? data : Buffer.from(data, 'base64').toString('utf8')
}

const isTokenOf = async (file: string, token: string | null | undefined): Promise<boolean> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text !== undefined && (!token || text.trim() === token.trim())
}

/** Credentials of a kubeconfig, which are made anew as they end; undefined where this process cannot follow it. */
const fromKubeconfig = async ({ kubeconfig, context }: ConnectionMessage): Promise<CredentialsProvider | undefined> => {
  if (kubeconfig === undefined) return undefined
  // Drivers in a pod have none.
  const { kubeconfigConnection } = await import('../../../lib/kubernetes/kubeconfig-connection.ts')
  try {
    const source = { files: [kubeconfig], ...(context === undefined ? {} : { context }) }
    return kubeconfigConnection(source).connection.credentials
  } catch {
    return undefined
  }
}

/**
 * The connection that the JVM's own Kubernetes client has.
 *
 * @param tokenFiles where the JVM may have its token from, the likeliest first: a file's token is read again while this
 * runs, as tokens end, where the JVM only knows the one that it began with
 * @param monotonic milliseconds on a clock that only goes forward
 */
export const connectionLikeJvm = async (
  message: ConnectionMessage,
  tokenFiles: readonly string[],
  monotonic: () => number,
): Promise<ClusterConnection> => {
  const { caFile, caData, certificateFile, certificateData, keyFile, keyData, token, trustAll } = message
  const certificateAuthority = await pemOf(caFile, caData)
  const clientCertificate = await pemOf(certificateFile, certificateData)
  const clientKey = await pemOf(keyFile, keyData)
  const connection = {
    url: message.url.replace(/\/$/, ''),
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    ...(trustAll ? { insecureSkipTlsVerify: true } : {}),
  }
  if (clientCertificate !== undefined && clientKey !== undefined) {
    const headers = token ? bearer(token).headers : {}
    return { ...connection, credentials: fixedCredentials({ headers, clientCertificate, clientKey }) }
  }
  const renewed = await fromKubeconfig(message)
  if (renewed !== undefined) return { ...connection, credentials: renewed }
  for (const file of tokenFiles)
    if (await isTokenOf(file, token))
      return { ...connection, credentials: renewedCredentials(() => fromTokenFile(file), monotonic) }
  return { ...connection, credentials: token ? fixedCredentials(bearer(token)) : anonymous }
}
