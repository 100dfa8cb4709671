import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { startApiServer } from '../../local/kubernetes/api-server.ts'
import { executorName, executorPodOf } from '../scheduler/executor-specs.ts'

const NAMESPACE = 'default'
const SELECTION = { namespace: NAMESPACE, labelSelector: 'spark-role=executor' }

describe("the executors' cluster by REST", () => {
  let cluster: RestExecutorCluster
  let stop: () => Promise<void>

  beforeAll(async () => {
    const server = await startApiServer()
    const client = new RestClient(plainConnection(server.url))
    cluster = new RestExecutorCluster(client)
    stop = async () => {
      client.close()
      await server.stop()
    }
  })

  afterAll(() => stop())

  const idsThere = async (): Promise<readonly string[]> =>
    (await cluster.listPods(SELECTION)).pods.map(({ metadata }) => metadata?.name ?? '').toSorted()

  it('labels and deletes a pod of the very uid only', async () => {
    const { metadata } = await cluster.createPod(NAMESPACE, executorPodOf(1))
    const uid = metadata?.uid ?? ''
    const other = '00000000-0000-4000-8000-000000000000'
    expect(await cluster.labelPod(NAMESPACE, executorName(1), other, { a: 'b' })).toBe(false)
    expect(await cluster.labelPod(NAMESPACE, executorName(1), uid, { a: 'b' })).toBe(true)
    expect((await cluster.getPod(NAMESPACE, executorName(1)))?.metadata?.labels?.['a']).toBe('b')
    expect(await cluster.deletePod(NAMESPACE, executorName(1), other)).toBe(false)
    expect(await cluster.deletePod(NAMESPACE, executorName(1), uid, 0)).toBe(true)
    expect(await cluster.deletePod(NAMESPACE, executorName(1), uid, 0)).toBe(false)
    expect(await cluster.getPod(NAMESPACE, executorName(1))).toBeUndefined()
  })

  it('deletes those that fit by labels and phase, and lists the rest', async () => {
    for (const id of [2, 3, 4]) await cluster.createPod(NAMESPACE, executorPodOf(id))
    const some = { namespace: NAMESPACE, labelSelector: 'spark-exec-id in (2,3)' }
    await cluster.deletePods({ ...some, fieldSelector: 'status.phase=Running' })
    expect(await idsThere()).toEqual([2, 3, 4].map(executorName))
    await cluster.deletePods({ ...some, fieldSelector: 'status.phase=Pending' })
    expect(await idsThere()).toEqual([executorName(4)])
    const { resourceVersion } = await cluster.listPods(SELECTION)
    const cached = await cluster.listPods({ ...SELECTION, notOlderThan: resourceVersion })
    expect(cached.pods).toHaveLength(1)
    await cluster.deletePods(SELECTION, 0)
  })
})
