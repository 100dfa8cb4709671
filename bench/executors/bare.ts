/** A process that POSTs pods that it built before, and does nothing else: `node bare.ts KUBECONFIG NAMESPACE EXECUTORS`. */
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import { buildWithoutDriver } from './applications.ts'

/** As many at once as the loop has under way at most. */
const CONCURRENCY = 48

const [kubeconfig = '', namespace = '', executors = '0'] = process.argv.slice(2)
const client = new RestClient(kubeconfigConnection({ files: [kubeconfig] }).connection)
const application = { server: client.url, namespace, executors: Number(executors) }
const build = buildWithoutDriver(application, 'spark-0123456789abcdef0123456789abcdef')
const pods = Array.from({ length: application.executors }, (_, index) => build(index + 1, DEFAULT_PROFILE).pod)
const cluster = new RestExecutorCluster(client)
const worker = async (): Promise<void> => {
  for (let pod = pods.pop(); pod !== undefined; pod = pods.pop()) await cluster.createPod(namespace, pod)
}
await Promise.all(Array.from({ length: CONCURRENCY }, worker))
client.close()
