import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchObjects } from '../../lib/kubernetes/watch-objects.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { LoopJobs } from './loop-jobs.ts'

const FALLBACK = 'spark.sparkdrop.scheduler.fallback'
const SPARKS_OWN = /ExecutorPodsAllocator: Going to request/

let jobs: LoopJobs

beforeAll(async () => {
  jobs = await LoopJobs.start()
})

afterAll(() => jobs?.stop())

const executorIds = (log: string): readonly string[] => /^seen executors: (.*)$/m.exec(log)?.[1]?.split(' ') ?? ['none']

describe('a driver of the driver image', () => {
  it('has its executors created by the loop, which ends with it', async () => {
    const { driver, log } = await jobs.run('plain', ['seen_executors.py', '2'])
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(executorIds(log)).toEqual(['1', '2'])
    expect(log).not.toMatch(SPARKS_OWN)
    expect(await jobs.loops()).toEqual([])
    expect(await jobs.executors('plain')).toEqual([])
  })

  it('has them deleted when it is told to end, and leaves word of that', async () => {
    // Whoever waits for it finds it gone.
    const submitted = jobs.run('told', ['seen_executors.py', '99']).catch(() => undefined)
    await jobs.says('told', /^seen so far: /m)
    const driver = await jobs.delete('told')
    expect(driver.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 143,
      message: 'the driver was told to end (SIGTERM)',
    })
    await expect.poll(() => jobs.executors('told'), { timeout: 10_000 }).toEqual([])
    expect(await jobs.loops()).toEqual([])
    await submitted
  })

  it('learns from the loop how an executor ended, and has another one', async () => {
    const ended = jobs.run('broken-off', ['seen_executors.py', '3'])
    await jobs.says('broken-off', /^seen so far: 2$/m)
    process.kill(await jobs.executorProcess('broken-off', 1), 'SIGKILL')
    const { driver, log } = await ended
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(log).toMatch(
      /The executor with id 1 exited with exit code 137[\s\S]*container name: spark-kubernetes-executor/,
    )
    expect(executorIds(log)).toEqual(['1', '2', '3'])
  })

  it('has them created by Spark itself where the job asks for that', async () => {
    const conf = { 'spark.kubernetes.allocation.pods.allocator': 'direct' }
    const { driver, log } = await jobs.run('stock', ['seen_executors.py', '2'], conf)
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(log).toMatch(SPARKS_OWN)
  })

  it('has them created as it needs them, and let go when it does not', async () => {
    const most = countMost('elastic')
    const conf = {
      'spark.dynamicAllocation.enabled': 'true',
      'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
      'spark.dynamicAllocation.initialExecutors': '1',
      'spark.dynamicAllocation.minExecutors': '0',
      'spark.dynamicAllocation.maxExecutors': '3',
      'spark.dynamicAllocation.executorIdleTimeout': '1s',
      'spark.executor.instances': '1',
    }
    const { driver, log } = await jobs.run('elastic', ['up_and_down.py'], conf)
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(log.match(/^(?:done: .*|idle)$/gm)).toEqual(['done: first', 'idle', 'done: second'])
    expect(await most()).toBe(3)
    expect(await jobs.executors('elastic')).toEqual([])
  })
})

describe('a loop that goes away while a job runs', () => {
  it.each([
    ['killed', 'SIGKILL', /scheduler loop is started again in \d+ ms: it ended with exit code 137/],
    ['halted', 'SIGSTOP', /scheduler loop is started again in \d+ ms: .*it did not answer/],
  ] as const)('because it was %s is started again, and goes on where it was', async (name, signal, says) => {
    const ended = jobs.run(name, ['seen_executors.py', '3'], { 'spark.sparkdrop.scheduler.timeout': '3s' })
    await jobs.says(name, /^seen so far: 2$/m)
    await jobs.signalLoop(signal)
    const [lost] = await jobs.executors(name)
    await jobs.node.delete(lost?.metadata?.name ?? '')
    const { driver, log } = await ended
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(log).toMatch(says)
    expect(executorIds(log)).toEqual(['1', '2', '3'])
    expect(await jobs.loops()).toEqual([])
  })

  it('goes when the JVM does', async () => {
    const ended = jobs.run('orphan', ['seen_executors.py', '99'])
    await jobs.says('orphan', /^seen so far: /m)
    const [loop] = await jobs.loops()
    process.kill(await parentOf(loop ?? 0), 'SIGKILL')
    const { driver } = await ended
    expect(driver.status?.phase).toBe('Failed')
    await expect.poll(() => jobs.loops(), { timeout: 5_000 }).toEqual([])
  })
})

describe('a loop that cannot be started', () => {
  const BROKEN = { 'spark.kubernetes.container.image': 'spark:broken' }

  it('leaves the executors to Spark’s own allocator, which sees for itself that one is gone', async () => {
    const ended = jobs.run('taken-over', ['seen_executors.py', '3'], BROKEN)
    await jobs.says('taken-over', /^seen so far: 2$/m)
    const [lost] = await jobs.executors('taken-over')
    await jobs.node.delete(lost?.metadata?.name ?? '')
    const { driver, log } = await ended
    expect(driver.status?.phase, log).toBe('Succeeded')
    expect(log).toContain("Spark's own allocator takes over from the scheduler loop: it ended with exit code 1")
    expect(log).toMatch(SPARKS_OWN)
  })

  it('ends the job where that is asked for, with the reason', async () => {
    const { driver, log } = await jobs.run('given-up', ['seen_executors.py', '2'], { ...BROKEN, [FALLBACK]: 'fail' })
    expect(driver.status?.phase, log).toBe('Failed')
    expect(driver.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 70,
      message: 'Error: the scheduler loop had to give up: it ended with exit code 1 (5 times in a row)',
    })
  })
})

/** Counts from now on; gives the most executors that there were at a time. */
function countMost(app: string): () => Promise<number> {
  const stop = new AbortController()
  const query = { labelSelector: `spark-role=executor,spark-app-name=${app}`, resourceVersion: '0' }
  const path = '/api/v1/namespaces/default/pods'
  const live = new Set<string>()
  let most = 0
  const counted = (async () => {
    for await (const { type, object } of watchObjects<Pod>(jobs.node.api, { path, query, signal: stop.signal })) {
      const gone = type === 'DELETED' || object.metadata?.deletionTimestamp || object.status?.phase !== 'Running'
      live[gone ? 'delete' : 'add'](object.metadata?.name ?? '')
      most = Math.max(most, live.size)
    }
  })().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  return async () => {
    stop.abort()
    await counted
    return most
  }
}

async function parentOf(pid: number): Promise<number> {
  return Number(/^PPid:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
}
