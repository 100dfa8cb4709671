import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Schedule, ScheduleKey } from '../../lib/jobs/schedules/schedule.ts'
import type { ScheduleStore } from '../../lib/jobs/schedules/schedule-store.ts'
import { schedule } from '../builders/schedule.ts'

const fresh = (overrides: Partial<Schedule> = {}): Schedule =>
  schedule({ namespace: `ns-${randomUUID().slice(0, 8)}`, ...overrides })

const unsynced = async (store: ScheduleStore): Promise<readonly ScheduleKey[]> => {
  const keys: ScheduleKey[] = []
  for await (const key of store.listUnsynced()) keys.push(key)
  return keys
}

/** What every table of schedules has to do, whatever keeps them. */
export const scheduleStoreContract = (name: string, open: () => ScheduleStore): void => {
  describe(`the schedule store ${name}`, () => {
    it('gives back what was put, to the last field', async () => {
      const store = open()
      const put = fresh({
        paused: true,
        firings: [{ at: '2026-01-01T02:30:00Z', decidedAt: '2026-01-01T02:30:01.000Z', jobId: 'j', state: 'RUNNING' }],
      })
      expect(await store.create(put)).toBe(true)
      expect(await store.get(put)).toEqual(put)
      expect(await store.get({ ...put, name: 'other' })).toBeUndefined()
    })

    it('creates a schedule once, and replaces it only where nobody else did since it was read', async () => {
      const store = open()
      const first = fresh()
      await store.create(first)
      expect(await store.create({ ...first, paused: true })).toBe(false)
      const second = { ...first, paused: true, revision: 2 }
      expect(await store.replace(second)).toBe(true)
      expect(await store.replace({ ...first, revision: 2 })).toBe(false)
      expect(await store.get(first)).toEqual(second)
    })

    it('replaces no schedule that is not there', async () => {
      const store = open()
      const missing = fresh({ revision: 2 })
      expect(await store.replace(missing)).toBe(false)
      expect(await store.get(missing)).toBeUndefined()
    })

    it('lists a namespace by name, page by page, without those that are deleted', async () => {
      const store = open()
      const { namespace } = fresh()
      for (const each of ['c', 'a', 'd', 'b']) await store.create(fresh({ namespace, name: each }))
      await store.replace(fresh({ namespace, name: 'd', deleted: true, revision: 2 }))
      await store.create(fresh({ namespace: `${namespace}x`, name: 'other' }))
      const first = await store.list({ namespace, limit: 2 })
      expect(first.schedules.map((it) => it.name)).toEqual(['a', 'b'])
      const second = await store.list({ namespace, limit: 2, cursor: first.next ?? '' })
      expect(second.schedules.map((it) => it.name)).toEqual(['c'])
      const { firings: _firings, revision: _revision, ...summary } = schedule({ namespace, name: 'c' })
      expect(second.schedules[0]).toEqual(summary)
      const all = await store.list({ limit: 100 })
      expect(all.schedules.filter((it) => it.namespace.startsWith(namespace))).toHaveLength(4)
    })

    it('knows which were not brought to EventBridge Scheduler yet, deleted ones too', async () => {
      const store = open()
      const [waiting, gone, done] = [fresh(), fresh({ deleted: true }), fresh()]
      for (const each of [waiting, gone, done]) await store.create(each)
      await store.replace({ ...done, synced: true, revision: 2 })
      const keys = await unsynced(store)
      expect(keys).toContainEqual({ namespace: waiting.namespace, name: waiting.name })
      expect(keys).toContainEqual({ namespace: gone.namespace, name: gone.name })
      expect(keys).not.toContainEqual({ namespace: done.namespace, name: done.name })
    })
  })
}
