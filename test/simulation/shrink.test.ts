import { describe, expect, it } from 'vitest'
import type { Flaw } from './flaws.ts'
import { shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

/** The first seed that finds the flaw out. */
const found = async (flaw: Flaw) => {
  for (let seed = 1; seed <= 200; seed++) {
    const simulation = await simulate({ seed, flaw })
    if (simulation.violations.length > 0) return simulation
  }
  return expect.fail(`nothing finds ${flaw}`)
}

describe('a course that breaks a promise', () => {
  it.each([
    ['names-alone', 2, 8],
    ['acknowledge-first', 1, 1],
    ['ignore-410', 3, 3],
    ['blind-scheduler', 2, 4],
  ] as const)(
    'becomes one of few jobs and faults, which shows the same and replays: %s',
    async (flaw, jobs, faults) => {
      const seen = await found(flaw)
      const { course, simulation } = await shrink({ seed: seen.seed, flaw }, seen)
      expect(course.only?.size).toBeLessThanOrEqual(jobs)
      expect(course.allowed?.size).toBeLessThanOrEqual(faults)
      expect(simulation.violations[0]?.promise).toBe(seen.violations[0]?.promise)
      expect(simulation.story[0]).toBe('1. 00:00.000 forwarder 1 starts')
      expect(simulation.story.length).toBeLessThanOrEqual(80)
      expect(await simulate({ ...course, isTold: true })).toEqual(simulation)
    },
    120_000,
  )

  it('has to break one', async () => {
    const good = await simulate({ seed: 1, jobs: 1 })
    await expect(shrink({ seed: 1, jobs: 1 }, good)).rejects.toThrow('nothing to shrink')
  })
})
