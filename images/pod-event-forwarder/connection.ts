import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { inClusterConnection } from '../../lib/kubernetes/in-cluster-connection.ts'
import { kubeconfigFiles } from '../../lib/kubernetes/kubeconfig/kubeconfig-files.ts'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import type { ForwarderSettings } from './settings.ts'

/** How the forwarder reaches its cluster: a plain URL, a kubeconfig, or the service account of its pod. */
export async function connectionOf(settings: ForwarderSettings): Promise<ClusterConnection> {
  const { KUBERNETES_URL, KUBECONFIG, KUBECONFIG_CONTEXT } = settings
  if (KUBERNETES_URL !== undefined) return plainConnection(KUBERNETES_URL)
  if (KUBECONFIG !== undefined) {
    const files = kubeconfigFiles({ KUBECONFIG })
    return kubeconfigConnection({ files, ...(KUBECONFIG_CONTEXT === undefined ? {} : { context: KUBECONFIG_CONTEXT }) })
      .connection
  }
  return inClusterConnection({
    host: settings.KUBERNETES_SERVICE_HOST,
    port: settings.KUBERNETES_SERVICE_PORT,
    monotonic: systemClock.monotonic,
  })
}
