import { readFile } from 'node:fs/promises'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { bearer, type ClusterConnection, type ClusterCredentials } from './cluster-connection.ts'

/** Where a kubelet puts a pod's service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'
/** The kubelet replaces the token long before it ends; a minute is soon enough to notice. */
const REUSE_MS = 60_000

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
  let known: { at: number; credentials: ClusterCredentials } | undefined
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    certificateAuthority,
    credentials: {
      get: async () => {
        if (known === undefined || monotonic() - known.at > REUSE_MS) {
          known = { at: monotonic(), credentials: bearer((await readFile(`${folder}/token`, 'utf8')).trim()) }
        }
        return known.credentials
      },
      invalidate: () => {
        known = undefined
      },
    },
  }
}
