import { describe, expect, it } from 'vitest'
import { drive, summarize } from '../../../bench/submission/load.ts'

describe('a load', () => {
  it('does each item once, as many at a time as it is told', async () => {
    const done: number[] = []
    let open = 0
    let most = 0
    const { latenciesMs } = await drive([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
      done.push(item)
    })
    expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(most).toBe(3)
    expect(latenciesMs).toHaveLength(7)
  })

  it('ends with the first failure', async () => {
    await expect(drive([1, 2], 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('is that of its middle stretch, with the latencies of all', () => {
    const load = summarize([
      { wallMs: 500, cpuMs: 6, latenciesMs: [10, 20] },
      { wallMs: 1000, cpuMs: 4, latenciesMs: [25, 26] },
      { wallMs: 9000, cpuMs: 2, latenciesMs: [30, 40] },
    ])
    expect(load).toEqual({ jobs: 6, perSecond: 2, p50Ms: 25, p99Ms: 40, cpuMsPerJob: 2 })
  })
})
