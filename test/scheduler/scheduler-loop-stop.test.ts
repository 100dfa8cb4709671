import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import { UNOBSERVED } from '../../lib/scheduler/executor-observer.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import { startSchedulerLoop } from '../../lib/scheduler/start-scheduler-loop.ts'
import type { RecordedRequest } from '../conformance/oracle.ts'
import { startRecordingApiServer } from '../conformance/recording-api-server.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { APP_ID, buildWith, settingsOf } from './executor-specs.ts'
import { RecordingBackend } from './recording-backend.ts'

const CASES = fileURLToPath(new URL('../conformance/cases-executor', import.meta.url))
const ALLOCATOR = 'spark.kubernetes.allocation.pods.allocator'

type Conf = Readonly<Record<string, string>>

/** What Spark's driver sent when its context was stopped, in an application of the same id as ours. */
const recorded = readdirSync(CASES, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const read = <T>(file: string): T => JSON.parse(readFileSync(join(CASES, name, file), 'utf8'))
    const { conf } = read<{ conf: Conf }>('case.json')
    const { stopRequests } = read<{ stopRequests: readonly RecordedRequest[] }>('expected.json')
    const ours = JSON.stringify(stopRequests).replaceAll(/\$\{APP_ID\}|spark-given-id/g, APP_ID)
    return { name, conf, stopRequests: JSON.parse(ours) as readonly RecordedRequest[] }
  })
  .filter(({ conf }) => conf[ALLOCATOR] === undefined)

/** What a loop beside Spark sends when it is stopped: everything but the executors is Spark's to delete. */
async function stopped(conf: Conf): Promise<readonly RecordedRequest[]> {
  await using api = await startRecordingApiServer()
  const client = new RestClient(plainConnection(`http://${api.address}`))
  const loop = startSchedulerLoop({
    cluster: new RestExecutorCluster(client),
    clock: systemTimers,
    timers: systemTimers,
    random: systemTimers,
    log: silentLog,
    build: buildWith(1),
    backend: new RecordingBackend(),
    settings: settingsOf(conf),
    appId: APP_ID,
    previous: 'sweep',
    lifecycle: UNOBSERVED,
  })
  loop.setTargets(new Map([[DEFAULT_PROFILE, 1]]))
  await expect.poll(() => api.requests.map(({ method }) => method), { interval: 5 }).toEqual(['POST', 'POST'])
  await loop.stop()
  client.close()
  return api.requests.slice(2)
}

describe('a loop that is stopped', () => {
  it.each(recorded)('deletes what Spark’s allocator did: $name', async ({ conf, stopRequests }) => {
    const namespaced = { ...conf, 'spark.kubernetes.namespace': 'default' }
    expect(await stopped(namespaced)).toEqual(stopRequests.filter(({ path }) => path.endsWith('/pods')))
  })
})
