import { describe, expect, it } from 'vitest'
import { readLogTail, wantsLogTail } from '../../../lib/jobs/forwarding/log-tail.ts'
import { driverPod, running, terminated } from '../../builders/driver-pod.ts'
import { InMemoryCluster } from '../../fakes/in-memory-cluster.ts'

const NOW = Date.UTC(2026, 10, 20, 10, 2)

describe('wantsLogTail', () => {
  it('is so where a driver ended without a message, a short while ago or at a time unknown', () => {
    expect(wantsLogTail(driverPod({ driver: terminated(1) }), NOW)).toBe(true)
    expect(wantsLogTail(driverPod({ driver: terminated(1, { finishedAt: null }) }), NOW)).toBe(true)
    expect(wantsLogTail(driverPod({ driver: terminated(1) }), NOW + 15 * 60_000)).toBe(false)
    expect(wantsLogTail(driverPod({ driver: terminated(1, { message: 'why' }) }), NOW)).toBe(false)
    expect(wantsLogTail(driverPod({ driver: running() }), NOW)).toBe(false)
  })
})

describe('readLogTail', () => {
  const read = async (log: string) => {
    const cluster = new InMemoryCluster({ namespaces: ['analytics'] })
    await cluster.createPod({ metadata: { namespace: 'analytics', name: 'pi-driver' } })
    cluster.setLog('analytics', 'pi-driver', log)
    return { tail: await readLogTail(cluster, driverPod()), cluster }
  }

  it('reads the last lines of the container that is the driver', async () => {
    const { tail, cluster } = await read('one\ntwo\n\n')
    expect(tail).toBe('one\ntwo')
    expect(cluster.callsOf('podLog')[0]?.args).toEqual([
      'analytics',
      'pi-driver',
      { tailLines: 50, limitBytes: 262_144, container: 'spark-kubernetes-driver' },
    ])
  })

  it('cuts a long end at the beginning of a line', async () => {
    const lines = Array.from({ length: 100 }, (_, n) => `${n} ${'x'.repeat(200)}`)
    const { tail = '' } = await read(`${lines.join('\n')}\n`)
    expect(tail.length).toBeLessThanOrEqual(4_096)
    expect(tail.startsWith('80 ')).toBe(true)
    expect(tail.endsWith(lines.at(-1) ?? '')).toBe(true)
  })

  it('keeps the end of a line that is longer than all of it', async () => {
    const { tail = '' } = await read(`${'x'.repeat(10_000)}end`)
    expect(tail).toHaveLength(4_096)
    expect(tail.endsWith('end')).toBe(true)
  })

  it('is nothing where nothing was written, or the pod is gone', async () => {
    expect((await read('\n')).tail).toBeUndefined()
    expect(await readLogTail(new InMemoryCluster(), driverPod())).toBeUndefined()
  })
})
