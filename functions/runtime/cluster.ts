import { readSecret } from '../../lib/aws/parameters.ts'
import type { ClusterChoice, Clusters } from '../../lib/jobs/clusters/clusters.ts'
import type { ClusterSettings, ClustersSettings } from '../../lib/kubernetes/cluster-settings.ts'
import { openCluster } from '../../lib/kubernetes/open-cluster.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'

const IN_CLUSTER_MASTER = 'k8s://https://kubernetes.default.svc:443'

/** Where another cluster may do it, the first is not waited for as long: a function has a minute for all of them. */
const IMPATIENT = { requestTimeoutMs: 8_000, retryBudgetMs: 4_000 }

/** `spark.master` of jobs on this cluster: its endpoint where it is known, else the name it has inside. */
const masterOf = (settings: ClusterSettings): string =>
  settings.kind === 'endpoint' ? `k8s://${settings.endpoint}` : IN_CLUSTER_MASTER

const choiceOf = (settings: ClustersSettings[number]): ClusterChoice => {
  const { name, weight, namespaces } = settings
  return { name, weight, namespaces, master: masterOf(settings) }
}

/** The clusters of the stack, each opened by the first who asks and kept for those that follow; a failure is not kept. */
export const clustersOnce = (settings: ClustersSettings): Clusters => {
  const [first, ...others] = settings
  const patience = others.length === 0 ? {} : IMPATIENT
  const opened = new Map<string, Promise<Cluster>>()
  const open = async (name: string): Promise<Cluster> => {
    const named = settings.find((cluster) => cluster.name === name) ?? first
    return openCluster(named, { readSecret, ...patience })
  }
  return {
    choices: [choiceOf(first), ...others.map(choiceOf)],
    open: (name) => {
      const cluster = opened.get(name) ?? open(name)
      opened.set(name, cluster)
      return cluster.catch((error: unknown) => {
        opened.delete(name)
        throw error
      })
    },
  }
}
