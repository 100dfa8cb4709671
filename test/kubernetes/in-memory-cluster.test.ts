import { clusterContract } from '../contracts/cluster.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'

clusterContract('in memory', async () => {
  const cluster = new InMemoryCluster({ namespaces: ['default'] })
  return {
    cluster,
    namespace: 'default',
    configMap: async (name) => cluster.objects('ConfigMap').find((object) => object.metadata?.name === name),
    tell: async (event) => cluster.tell(event),
    stop: async () => {},
  }
})
