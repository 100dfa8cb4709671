import { describe, expect, it } from 'vitest'
import type { BatchNumbers } from '../../lib/jobs/livy/batch-numbers.ts'

/** What whatever gives numbers to Livy's clients has to do. */
export const batchNumbersContract = (name: string, open: () => BatchNumbers): void => {
  describe(`batch numbers ${name}`, () => {
    it('are whole numbers from 0 on, none given twice, also to callers who come at once', async () => {
      const numbers = open()
      const given = await Promise.all(Array.from({ length: 10 }, (_, i) => numbers.assign(`job-${i}`)))
      expect(new Set(given).size).toBe(10)
      expect(given.every((number) => Number.isSafeInteger(number) && number >= 0)).toBe(true)
    })

    it('know whose they are', async () => {
      const numbers = open()
      const [a, b] = [await numbers.assign('a'), await numbers.assign('b')]
      expect([await numbers.jobOf(a), await numbers.jobOf(b)]).toEqual(['a', 'b'])
    })

    it('are nobody’s where they were never given', async () => {
      expect(await open().jobOf(1_000_000_000)).toBeUndefined()
    })
  })
}
