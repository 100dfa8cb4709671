import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pod } from '../../../../lib/ports/kubernetes-types.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../../local/kubernetes/api-server.ts'
import { FakeJvm } from './fake-jvm.ts'
import { startMessage } from './start-message.ts'

const MAIN = fileURLToPath(new URL('../../../../images/driver/scheduler/main.ts', import.meta.url))
const PROFILE = {
  id: 0,
  executorResources: {
    cores: { amount: 1, discoveryScript: '', vendor: '' },
    memory: { amount: 1024, discoveryScript: '', vendor: '' },
  },
  taskResources: { cpus: { amount: 1 } },
}

describe("the loop's process", () => {
  let folder: string
  let server: EmbeddedApiServer
  let jvm: FakeJvm
  let loop: ChildProcess
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loop-process-'))
    server = await startApiServer({ logsDir: folder })
    jvm = await FakeJvm.listen()
    loop = start()
    await expect.poll(() => jvm.heard, { timeout: 10_000 }).toEqual([{ token: 'the token' }])
  })
  afterEach(async () => {
    loop.kill('SIGKILL')
    jvm.die()
    await server.stop()
    await rm(folder, { recursive: true })
  })

  const start = (): ChildProcess =>
    spawn(process.execPath, [MAIN], {
      env: { SPARKDROP_SCHEDULER_PORT: String(jvm.port), SPARKDROP_SCHEDULER_TOKEN: 'the token' },
      stdio: 'ignore',
    })

  const begin = (conf: Record<string, string> = {}, highestId = 0): void =>
    jvm.say(
      startMessage({
        highestId,
        conf: { ...startMessage().conf, ...conf },
        connection: { url: server.url, trustAll: false },
      }),
      { type: 'targets', targets: [{ profile: PROFILE, count: 2 }] },
    )

  const executorIds = async (): Promise<readonly (string | undefined)[]> => {
    const answer = await fetch(`${server.url}/api/v1/namespaces/default/pods?labelSelector=spark-role%3Dexecutor`)
    const { items } = (await answer.json()) as { items: readonly Pod[] }
    return items.map(({ metadata }) => metadata?.labels?.['spark-exec-id']).sort()
  }

  it('creates what the JVM asks for, having told it the ids, and leaves it where the JVM dies', async () => {
    begin()
    await expect.poll(executorIds, { timeout: 10_000 }).toEqual(['1', '2'])
    expect(jvm.heard.slice(1)).toContainEqual({ type: 'creating', id: 2 })
    jvm.die()
    expect(await once(loop, 'exit')).toEqual([0, null])
    expect(await executorIds()).toEqual(['1', '2'])
  })

  it('goes on after the ids that an earlier loop has used', async () => {
    begin({}, 41)
    await expect.poll(executorIds, { timeout: 10_000 }).toEqual(['42', '43'])
  })

  it('deletes the executors when it is to stop, and ends, whatever signals come with that', async () => {
    begin()
    await expect.poll(executorIds, { timeout: 10_000 }).toEqual(['1', '2'])
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) loop.kill(signal)
    jvm.say({ type: 'stop' })
    expect(await once(loop, 'exit')).toEqual([0, null])
    expect(await executorIds()).toEqual([])
  })

  it.each([
    ['a conf that it cannot follow, for good', { 'spark.kubernetes.allocation.batch.size': 'many' }, true],
    ['a template that cannot be read', { 'spark.kubernetes.executor.podTemplateFile': '/nonexistent' }, false],
  ])('says why it ends: %s', async (_, conf, permanent) => {
    begin(conf)
    expect(await once(loop, 'exit')).toEqual([1, null])
    expect(jvm.heard.at(-1)).toMatchObject({ type: 'broken', permanent, reason: expect.stringMatching(/many|ENOENT/) })
    expect(await executorIds()).toEqual([])
  })
})
