import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { startApiServer } from '../../local/kubernetes/api-server.ts'
import { clusterContract } from '../contracts/cluster.ts'
import { restClusterUnderTest } from './cluster-under-test.ts'

clusterContract('the embedded API server', async () => {
  const server = await startApiServer()
  const under = await restClusterUnderTest(plainConnection(server.url))
  return {
    ...under,
    stop: async () => {
      await under.stop()
      await server.stop()
    },
  }
})
