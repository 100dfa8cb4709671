import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import type { PersistentVolumeClaim, Pod } from '../../lib/ports/kubernetes-types.ts'
import type { SchedulerLoop, SchedulerLoopDeps } from '../../lib/scheduler/scheduler-loop.ts'
import { startSchedulerLoop } from '../../lib/scheduler/start-scheduler-loop.ts'
import { startApiServer } from '../../local/kubernetes/api-server.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { APP_ID, buildWith, executorName, executorPodOf, NAMESPACE, profileOf, settingsOf } from './executor-specs.ts'
import { RecordingBackend } from './recording-backend.ts'

const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`
const CLAIMS = `/api/v1/namespaces/${NAMESPACE}/persistentvolumeclaims`

describe('the scheduler loop on an API server', () => {
  let client: RestClient
  let stopServer: () => Promise<void>
  let backend: RecordingBackend
  let loop: SchedulerLoop | undefined

  beforeEach(async () => {
    const server = await startApiServer()
    stopServer = () => server.stop()
    client = new RestClient(plainConnection(server.url))
    backend = new RecordingBackend()
  })

  afterEach(async () => {
    await loop?.stop()
    loop = undefined
    client.close()
    await stopServer()
  })

  function start(overrides: Partial<SchedulerLoopDeps> = {}): SchedulerLoop {
    loop = startSchedulerLoop({
      cluster: new RestExecutorCluster(client),
      clock: systemTimers,
      timers: systemTimers,
      random: systemTimers,
      log: silentLog,
      build: buildWith(),
      backend,
      settings: settingsOf(),
      appId: APP_ID,
      previous: 'sweep',
      lifecycle: 'loop',
      ...overrides,
    })
    return loop
  }

  const pods = async (): Promise<readonly Pod[]> =>
    (await client.json<{ items: Pod[] }>({ method: 'GET', path: PODS })).items

  const names = async (): Promise<readonly string[]> => (await pods()).map(({ metadata }) => metadata?.name ?? '')

  const claims = async (): Promise<readonly PersistentVolumeClaim[]> =>
    (await client.json<{ items: PersistentVolumeClaim[] }>({ method: 'GET', path: CLAIMS })).items

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await systemTimers.sleep(10)
  }

  const deletePod = (name: string): Promise<unknown> =>
    client.json({ method: 'DELETE', path: `${PODS}/${name}`, body: { gracePeriodSeconds: 0 } })

  it('creates as many executors as Spark asks for, of each profile', async () => {
    start().setTargets(
      new Map([
        [profileOf(0), 3],
        [profileOf(1), 2],
      ]),
    )
    await until(async () => (await pods()).length === 5)
    const profiles = (await pods()).map(({ metadata }) => metadata?.labels?.['spark-exec-resourceprofile-id'])
    expect(profiles.toSorted()).toEqual(['0', '0', '0', '1', '1'])
  })

  it('replaces an executor whose pod is deleted, under an id of its own', async () => {
    start().setTargets(new Map([[profileOf(0), 2]]))
    await until(async () => (await pods()).length === 2)
    await deletePod(executorName(1))
    await until(async () => (await names()).includes(executorName(3)))
    expect((await names()).toSorted()).toEqual([executorName(2), executorName(3)])
    await until(async () => backend.gone.has(1))
    expect(backend.gone.get(1)).toMatchObject({ causedByApp: false })
  })

  it('deletes the executors of an earlier driver, and begins above their ids', async () => {
    for (const id of [4, 7]) await client.json({ method: 'POST', path: PODS, body: executorPodOf(id) })
    start().setTargets(new Map([[profileOf(0), 2]]))
    await until(async () => (await names()).includes(executorName(9)))
    expect((await names()).toSorted()).toEqual([executorName(8), executorName(9)])
  })

  it('takes over the executors that an earlier loop of the same driver created', async () => {
    for (const id of [1, 2]) await client.json({ method: 'POST', path: PODS, body: executorPodOf(id) })
    start({ previous: 'adopt' }).setTargets(new Map([[profileOf(0), 3]]))
    await until(async () => (await pods()).length === 3)
    expect((await names()).toSorted()).toEqual([1, 2, 3].map(executorName))
  })

  it('makes claims that belong to the driver, and gives that of an executor which is gone to the next one', async () => {
    const driverPod = await client.json<Pod>({
      method: 'POST',
      path: PODS,
      body: { metadata: { name: 'driver' }, spec: { containers: [{ name: 'driver', image: 'i' }] } },
    })
    const conf = {
      'spark.kubernetes.allocation.batch.delay': '101ms',
      'spark.kubernetes.allocation.driver.readinessTimeout': '1s',
    }
    start({ driverPod, build: buildWith(1), settings: settingsOf(conf) }).setTargets(new Map([[profileOf(0), 1]]))
    await until(async () => (await claims()).length === 1)
    expect((await claims())[0]?.metadata?.ownerReferences).toMatchObject([{ name: 'driver', controller: true }])
    await systemTimers.sleep(1_100)
    await deletePod(executorName(1))
    await until(async () => (await names()).includes(executorName(2)))
    const next = (await pods()).find(({ metadata }) => metadata?.name === executorName(2))
    expect(next?.spec?.volumes?.[0]?.persistentVolumeClaim?.claimName).toBe(`${executorName(1)}-pvc-0`)
    expect(await claims()).toHaveLength(1)
  })

  it('leaves nothing behind when it is stopped while creations are under way', async () => {
    const running = start()
    running.setTargets(new Map([[profileOf(0), 300]]))
    await until(async () => (await pods()).length > 20)
    await running.stop()
    expect(await pods()).toEqual([])
  })
})
