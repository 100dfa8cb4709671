import { readFile } from 'node:fs/promises'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import type { ClusterConnection } from './cluster-connection.ts'
import { renewedCredentials } from './renewed-credentials.ts'
import { fromTokenFile } from './token-file.ts'

/** Where a kubelet puts a pod's service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface InClusterOptions {
  /** `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` of the pod. */
  readonly host: string | undefined
  readonly port: string | undefined
  readonly folder?: string
  readonly monotonic: () => number
}

/** The connection of a process in a pod, as the pod's service account. Throws `NOT_IN_CLUSTER` elsewhere. */
export async function inClusterConnection(options: InClusterOptions): Promise<ClusterConnection> {
  const { host, port = '443', folder = SERVICE_ACCOUNT, monotonic } = options
  const certificateAuthority = await readFile(`${folder}/ca.crt`, 'utf8').catch(() => undefined)
  if (host === undefined || certificateAuthority === undefined) {
    throw new SparkdropError(
      'NOT_IN_CLUSTER',
      'this is no pod with a service account: name a kubeconfig or a URL',
      false,
    )
  }
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    certificateAuthority,
    credentials: renewedCredentials(() => fromTokenFile(`${folder}/token`), monotonic),
  }
}
