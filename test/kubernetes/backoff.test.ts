import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Backoff, REFLECTOR_BACKOFF } from '../../lib/kubernetes/backoff.ts'
import { ManualTimers } from './manual-timers.ts'

describe('Backoff', () => {
  it('doubles from 800 ms to 30 s, and begins again after two quiet minutes', async () => {
    const timers = new ManualTimers()
    const backoff = new Backoff(REFLECTOR_BACKOFF, timers)
    const delays = Array.from({ length: 8 }, () => backoff.next())
    expect(delays).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000])
    await timers.advance(120_001)
    expect(backoff.next()).toBe(800)
  })

  it('is spread by chance over at most twice its length', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (chances) => {
          const timers = new ManualTimers()
          const backoff = new Backoff(REFLECTOR_BACKOFF, timers)
          for (const [index, chance] of chances.entries()) {
            timers.chance = chance
            const plain = Math.min(30_000, 800 * 2 ** index)
            const delay = backoff.next()
            expect(delay).toBeGreaterThanOrEqual(plain)
            expect(delay).toBeLessThan(2 * plain)
          }
        },
      ),
    )
  })
})
