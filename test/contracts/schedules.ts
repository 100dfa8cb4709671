import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Alarm, Schedules } from '../../lib/jobs/schedules/schedules.ts'

const alarm = (overrides: Partial<Alarm> = {}): Alarm => ({
  name: `team-a.nightly-${randomUUID().slice(0, 8)}`,
  expression: 'cron(30 2 ? * MON,FRI *)',
  timezone: 'Europe/Berlin',
  start: Date.UTC(2099, 0, 1),
  end: Date.UTC(2099, 11, 31),
  enabled: true,
  maximumAgeSeconds: 600,
  input: '{"version":1}',
  description: 'nightly',
  ...overrides,
})

/** What every EventBridge Scheduler has to do, whoever plays it. */
export const schedulesContract = (name: string, open: () => Schedules): void => {
  describe(`the alarms ${name}`, () => {
    it('are made as told, and made anew as told now', async () => {
      const schedules = open()
      const first = alarm()
      await schedules.put(first)
      await schedules.put(first)
      expect(await schedules.get(first.name)).toMatchObject({ ...first, maximumAgeSeconds: expect.any(Number) })
      const { start: _start, end: _end, ...open_ } = first
      const second = { ...open_, expression: 'rate(5 minutes)', enabled: false }
      await schedules.put(second)
      const found = await schedules.get(first.name)
      expect(found).toMatchObject({ expression: 'rate(5 minutes)', enabled: false })
      expect(found).not.toHaveProperty('start')
    })

    it('are one where two make them at once', async () => {
      const schedules = open()
      const given = alarm()
      await Promise.all(Array.from({ length: 4 }, () => schedules.put(given)))
      expect(await schedules.get(given.name)).toMatchObject({ expression: given.expression })
    })

    it('are removed, also twice', async () => {
      const schedules = open()
      const { name: removed } = alarm()
      await schedules.put(alarm({ name: removed }))
      await schedules.remove(removed)
      await schedules.remove(removed)
      expect(await schedules.get(removed)).toBeUndefined()
    })
  })
}
