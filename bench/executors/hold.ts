/** The loop as a process of its own, which says at its end what it took: `node hold.ts KUBECONFIG NAMESPACE EXECUTORS`. */
import { once } from 'node:events'
import { kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { startLoop } from './loop.ts'

const [kubeconfig = '', namespace = '', executors = '0'] = process.argv.slice(2)
const client = new RestClient(kubeconfigConnection({ files: [kubeconfig] }).connection)
const application = { server: client.url, namespace, executors: Number(executors) }
const loop = startLoop(client, application, 'spark-fedcba9876543210fedcba9876543210')
let before = process.cpuUsage()
let since = performance.now()
for (;;) {
  const [message] = (await once(process, 'message')) as [string]
  if (message === 'stop') break
  if (message === 'begin') {
    before = process.cpuUsage()
    since = performance.now()
  }
  if (message === 'report') {
    const { user, system } = process.cpuUsage(before)
    process.send?.({
      cpuShare: (user + system) / 1000 / (performance.now() - since),
      rssMiB: process.memoryUsage.rss() / 2 ** 20,
    })
  }
}
await loop.stop()
client.close()
process.disconnect()
