import type { ClusterConnection } from '../cluster-connection.ts'
import type { KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig } from './kubeconfig-error.ts'

/** How a kubeconfig's cluster is reached. */
export type ClusterAccess = Omit<ClusterConnection, 'credentials'>

function serverOf(cluster: KubeconfigEntry): string {
  const server = cluster.text('server')
  if (server === undefined) throw invalidKubeconfig(`${cluster.title} names no server: https://host:port of its API`)
  if (URL.canParse(server) && /^https?:/.test(server)) return server
  throw invalidKubeconfig(`${cluster.title}: server ${server} must be a URL such as https://host:port`)
}

function proxyOf(cluster: KubeconfigEntry): string | undefined {
  const proxy = cluster.text('proxy-url')
  if (proxy === undefined || (URL.canParse(proxy) && /^https?:/.test(proxy))) return proxy
  throw invalidKubeconfig(
    `${cluster.title} has the proxy-url ${proxy}: only http and https proxies are possible, such as http://host:3128`,
  )
}

/** Throws KUBECONFIG_INVALID, naming the cluster and what is wrong with it. */
export function clusterAccess(cluster: KubeconfigEntry): ClusterAccess {
  const proxy = proxyOf(cluster)
  const serverName = cluster.text('tls-server-name')
  const authority = cluster.pem('certificate-authority')
  return {
    url: serverOf(cluster),
    ...(authority === undefined ? {} : { certificateAuthority: authority.pem }),
    ...(serverName === undefined ? {} : { serverName }),
    ...(cluster.isTrue('insecure-skip-tls-verify') ? { insecureSkipTlsVerify: true } : {}),
    ...(proxy === undefined ? {} : { proxy }),
  }
}
