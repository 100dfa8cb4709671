import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { emptyRoster, type Roster } from '../../lib/jobs/admission/roster.ts'
import type { RosterStore } from '../../lib/jobs/admission/roster-store.ts'

const fresh = (overrides: Partial<Roster> = {}): Roster => ({
  ...emptyRoster(`team-${randomUUID()}`),
  revision: 1,
  ...overrides,
})

/** What every store of rosters has to do, whatever keeps them. */
export const rosterStoreContract = (name: string, open: () => RosterStore): void => {
  describe(`the roster store ${name}`, () => {
    it('gives back what was put, to the last field', async () => {
      const put = fresh({
        runningLimit: 3,
        admitted: [{ jobId: 'a1', attempt: 2, key: 'k1', slot: 1, at: '2026-01-01T00:00:00.000Z' }],
        waiting: [{ jobId: 'b2', attempt: 1, keyLimit: 1, priority: -5, since: '2026-01-01T00:00:01.000Z' }],
        more: true,
      })
      const store = open()
      expect(await store.put(put)).toBe(true)
      expect(await store.get(put.namespace)).toEqual(put)
    })

    it('knows nothing of a namespace that was never put', async () => {
      expect(await open().get(fresh().namespace)).toBeUndefined()
    })

    it('takes the first of a namespace once', async () => {
      const store = open()
      const first = fresh()
      await store.put(first)
      expect(await store.put({ ...first, more: true })).toBe(false)
      expect(await store.get(first.namespace)).toEqual(first)
    })

    it('takes the next only where nobody put one since', async () => {
      const store = open()
      const first = fresh({ runningLimit: 1 })
      await store.put(first)
      const second = { ...emptyRoster(first.namespace), revision: 2 }
      expect(await store.put(second)).toBe(true)
      expect(await store.put({ ...first, revision: 2 })).toBe(false)
      expect(await store.put({ ...first, revision: 4 })).toBe(false)
      expect(await store.get(first.namespace)).toEqual(second)
    })

    it('lets one of many writers at once be first', async () => {
      const store = open()
      const first = fresh()
      await store.put(first)
      const writers = Array.from({ length: 8 }, (_, i) => store.put({ ...first, runningLimit: i + 1, revision: 2 }))
      expect((await Promise.all(writers)).filter(Boolean)).toHaveLength(1)
    })
  })
}
