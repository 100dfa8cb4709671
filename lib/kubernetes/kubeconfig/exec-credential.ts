import type { ClusterCredentials } from '../cluster-connection.ts'
import { bearer } from '../cluster-connection.ts'
import { isRecord, type KubeconfigEntry } from './kubeconfig-entry.ts'

const API = 'client.authentication.k8s.io/'
/** The versions of the protocol; what came before them is gone since Kubernetes 1.24. */
export const EXEC_VERSIONS: readonly string[] = [`${API}v1`, `${API}v1beta1`]
const CONFIG_EXTENSION = `${API}exec`

/** What a plugin has given. */
export interface PluginCredentials {
  readonly credentials: ClusterCredentials
  /** Milliseconds since the epoch. */
  readonly end?: number
}

function describeCluster(cluster: KubeconfigEntry): object {
  const settings = cluster.list('extensions').filter(isRecord)
  const authority = cluster.pem('certificate-authority')
  // What is undefined is left out by JSON.
  return {
    server: cluster.text('server'),
    'tls-server-name': cluster.text('tls-server-name'),
    'insecure-skip-tls-verify': cluster.isTrue('insecure-skip-tls-verify') || undefined,
    'certificate-authority-data': authority && Buffer.from(authority.pem).toString('base64'),
    'proxy-url': cluster.text('proxy-url'),
    config: settings.find(({ name }) => name === CONFIG_EXTENSION)?.['extension'],
  }
}

/**
 * What a plugin is told, as the text of `KUBERNETES_EXEC_INFO`.
 * @param cluster where the plugin wants to know for which it is asked
 */
export const execInfo = (apiVersion: string, interactive: boolean, cluster: KubeconfigEntry | undefined): string =>
  JSON.stringify({
    kind: 'ExecCredential',
    apiVersion,
    spec: { ...(cluster === undefined ? {} : { cluster: describeCluster(cluster) }), interactive },
  })

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function parsed(output: string): unknown {
  try {
    return JSON.parse(output)
  } catch {
    return undefined
  }
}

/** Reads what a plugin wrote to its standard output. Throws an Error that says what is not right about it. */
export function readExecCredential(output: string, apiVersion: string): PluginCredentials {
  const answer = parsed(output)
  if (!isRecord(answer) || answer['kind'] !== 'ExecCredential') throw new Error('it wrote no ExecCredential')
  if (answer['apiVersion'] !== apiVersion) {
    throw new Error(`it answers in ${answer['apiVersion']}, and the kubeconfig says ${apiVersion}`)
  }
  const status = isRecord(answer['status']) ? answer['status'] : {}
  const token = textOf(status['token'])
  const clientCertificate = textOf(status['clientCertificateData'])
  const clientKey = textOf(status['clientKeyData'])
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    throw new Error('it gave only one of clientCertificateData and clientKeyData')
  }
  if ((token ?? clientKey) === undefined) throw new Error('it gave neither a token nor a client certificate')
  const certificate = clientCertificate && clientKey ? { clientCertificate, clientKey } : {}
  const expiration = textOf(status['expirationTimestamp'])
  const end = expiration === undefined ? undefined : Date.parse(expiration)
  if (Number.isNaN(end)) throw new Error(`its expirationTimestamp ${expiration} is no time of RFC 3339`)
  return {
    credentials: { ...(token === undefined ? { headers: {} } : bearer(token)), ...certificate },
    ...(end === undefined ? {} : { end }),
  }
}
