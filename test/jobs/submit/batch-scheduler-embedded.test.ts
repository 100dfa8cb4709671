import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { startApiServer } from '../../../local/kubernetes/api-server.ts'
import { batchSchedulersContract } from '../../contracts/batch-schedulers.ts'
import { restClusterUnderTest } from '../../kubernetes/cluster-under-test.ts'

batchSchedulersContract('the embedded API server', async () => {
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
