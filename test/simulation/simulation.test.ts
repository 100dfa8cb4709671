import { describe, expect, it } from 'vitest'
import { FLAWS } from './flaws.ts'
import { simulate } from './simulate.ts'

const SEEDS = 200

describe('with everything going wrong that may', () => {
  it(`every promise holds, for ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violations } = await simulate({ seed })
      expect(violations, `npm run simulate -- --seed ${seed}`).toEqual([])
    }
  }, 900_000)

  it('the same seed is the same course of things, to the last call', async () => {
    expect(await simulate({ seed: 7, isTold: true })).toEqual(await simulate({ seed: 7, isTold: true }))
  })

  it.each(FLAWS)(
    'a build with %s is found out',
    async (flaw) => {
      for (let seed = 1; seed <= SEEDS; seed++) if ((await simulate({ seed, flaw })).violations.length > 0) return
      expect.fail(`${SEEDS} seeds saw nothing wrong`)
    },
    600_000,
  )
})
