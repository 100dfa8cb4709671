import { readSecret } from '../../lib/aws/parameters.ts'
import type { ClusterSettings } from '../../lib/kubernetes/cluster-settings.ts'
import { openCluster } from '../../lib/kubernetes/open-cluster.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'

const IN_CLUSTER_MASTER = 'k8s://https://kubernetes.default.svc:443'

/** `spark.master` of jobs on this cluster: its endpoint where it is known, else the name it has inside. */
export const masterOf = (settings: ClusterSettings): string =>
  settings.kind === 'endpoint' ? `k8s://${settings.endpoint}` : IN_CLUSTER_MASTER

/** The cluster, opened by the first message and kept for those that follow; a failure is not kept. */
export const clusterOnce = (settings: ClusterSettings): (() => Promise<Cluster>) => {
  let opened: Promise<Cluster> | undefined
  return () => {
    opened ??= openCluster(settings, { readSecret }).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
}
