import { beforeEach, describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { deleteSchedule, pauseSchedule } from '../../../lib/jobs/schedules/change-schedule.ts'
import { parseSpec, putSchedule } from '../../../lib/jobs/schedules/put-schedule.ts'
import { syncSchedules } from '../../../lib/jobs/schedules/sync-schedule.ts'
import { scheduleSpec } from '../../builders/schedule.ts'
import { Crash, CrashPoint } from '../../fakes/crash.ts'
import { InMemoryScheduleStore } from '../../fakes/in-memory-schedule-store.ts'
import { InMemorySchedules } from '../../fakes/in-memory-schedules.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const KEY = { namespace: 'team-a', name: 'nightly' }

class Setup {
  readonly schedules = new InMemoryScheduleStore()
  readonly scheduler = new InMemorySchedules()
  readonly clock = new ManualClock()
  readonly log = silentLog
  violations: { message: string }[] = []

  checkJob = async () => this.violations

  get alarms() {
    return [...this.scheduler.alarms.values()]
  }

  dying(crash: CrashPoint) {
    return {
      ...this,
      checkJob: this.checkJob,
      schedules: crash.guard(this.schedules),
      scheduler: crash.guard(this.scheduler),
    }
  }
}

let setup: Setup
beforeEach(() => {
  setup = new Setup()
})

describe('a schedule that is put', () => {
  it('is recorded, and EventBridge Scheduler holds its alarm', async () => {
    const spec = scheduleSpec({ schedule: '30 2 * * 1-5', timezone: 'Europe/Berlin', catchUpSeconds: 120 })
    const { created, schedule } = await putSchedule(setup, KEY, spec)
    expect({ created, ...schedule }).toMatchObject({
      created: true,
      ...KEY,
      paused: false,
      synced: true,
      generation: 1,
    })
    expect(setup.alarms).toEqual([
      {
        name: expect.stringMatching(/^team-a\.nightly-[0-9a-f]{16}$/),
        expression: 'cron(30 2 ? * MON,TUE,WED,THU,FRI *)',
        timezone: 'Europe/Berlin',
        enabled: true,
        maximumAgeSeconds: 120,
        input: expect.stringContaining('"scheduledTime":"<aws.scheduler.scheduled-time>"'),
        description: 'sparkdrop: team-a/nightly, "30 2 * * 1-5"',
      },
    ])
  })

  it('again is the same, and changes nothing', async () => {
    await putSchedule(setup, KEY, scheduleSpec())
    const before = await setup.schedules.get(KEY)
    setup.scheduler.failNext = new TransientError('X', 'nobody writes')
    expect((await putSchedule(setup, KEY, scheduleSpec())).created).toBe(false)
    expect(await setup.schedules.get(KEY)).toEqual(before)
  })

  it('with both day fields has two alarms, and one less when it has no more', async () => {
    await putSchedule(setup, KEY, scheduleSpec({ schedule: '0 0 13 * 5' }))
    expect(setup.alarms.map(({ expression }) => expression)).toEqual(['cron(0 0 13 * ? *)', 'cron(0 0 ? * FRI *)'])
    await putSchedule(setup, KEY, scheduleSpec({ schedule: '0 0 13 * *' }))
    expect(setup.alarms.map(({ expression }) => expression)).toEqual(['cron(0 0 13 * ? *)'])
  })

  it('keeps its pause unless it says otherwise', async () => {
    await putSchedule(setup, KEY, scheduleSpec())
    await pauseSchedule(setup, KEY, true)
    expect(setup.alarms[0]?.enabled).toBe(false)
    await putSchedule(setup, KEY, scheduleSpec({ catchUpSeconds: 60 }))
    expect(setup.alarms[0]).toMatchObject({ enabled: false, maximumAgeSeconds: 60 })
    await putSchedule(setup, KEY, scheduleSpec({ catchUpSeconds: 60, paused: false }))
    expect(setup.alarms[0]?.enabled).toBe(true)
  })

  it('is told to begin only where that lies ahead', async () => {
    const spec = scheduleSpec({ start: '2025-06-01T00:00:00Z', end: '2027-01-01T00:00:00Z' })
    await putSchedule(setup, KEY, spec)
    expect(setup.alarms[0]).toMatchObject({ end: Date.UTC(2027, 0, 1) })
    expect(setup.alarms[0]).not.toHaveProperty('start')
    await putSchedule(setup, KEY, { ...spec, start: '2026-06-01T00:00:00Z' })
    expect(setup.alarms[0]).toMatchObject({ start: Date.UTC(2026, 5, 1) })
  })

  it('and deleted is gone, and put again begins anew', async () => {
    await putSchedule(setup, KEY, scheduleSpec())
    expect(await deleteSchedule(setup, KEY)).toBe(true)
    expect(setup.alarms).toEqual([])
    expect(await deleteSchedule(setup, KEY)).toBe(false)
    expect((await setup.schedules.list({ limit: 10 })).schedules).toEqual([])
    expect((await putSchedule(setup, KEY, scheduleSpec())).created).toBe(true)
    expect(setup.alarms).toHaveLength(1)
  })
})

describe('a schedule that cannot be is refused, and nothing is changed:', () => {
  it.each([
    [{ schedule: '0 0 30 2 *' }, 'is never due from now on'],
    [{ schedule: 'at(2025-12-31T00:00:00)' }, 'is never due from now on'],
    [{ timezone: 'Berlin' }, '"Berlin" is no time zone'],
    [{ start: '2027-01-01T00:00:00Z', end: '2026-01-01T00:00:00Z' }, 'before it begins'],
    [{ job: { main: { file: 's3://a/b.jar' }, args: ['{{ today }}'] } }, '{{ today }}: there is no such variable'],
  ])('%j', async (overrides, message) => {
    await expect(putSchedule(setup, KEY, scheduleSpec(overrides))).rejects.toThrow(message)
    expect(setup.schedules.schedules.size).toBe(0)
  })

  it('one whose job the policy refuses', async () => {
    setup.violations = [{ message: 'spark.driver.memory: 8g at most' }]
    await expect(putSchedule(setup, KEY, scheduleSpec())).rejects.toThrow('8g at most')
    expect(setup.schedules.schedules.size).toBe(0)
  })

  it('one of another form, naming what is wrong', () => {
    expect(() => parseSpec({ schedule: '@daily', catchUpSeconds: 5 })).toThrow(/catchUpSeconds.*; job/)
  })
})

describe('what is left half made', () => {
  it('where EventBridge Scheduler did not answer, is brought there by whoever comes next', async () => {
    setup.scheduler.failNext = new TransientError('AWS_FAILED', 'throttled')
    await expect(putSchedule(setup, KEY, scheduleSpec())).rejects.toThrow('throttled')
    expect(setup.alarms).toEqual([])
    expect(await syncSchedules(setup)).toBe(1)
    expect(setup.alarms).toHaveLength(1)
    expect(await syncSchedules(setup)).toBe(0)
  })

  it.each(['before', 'after'] as const)('by a put or a deletion that dies %s any await, is made good', async (when) => {
    for (const [at, twice] of Array.from({ length: 16 }, (_, i) => [Math.floor(i / 2) + 1, i % 2 === 0] as const)) {
      setup = new Setup()
      const crash = new CrashPoint(at, when)
      const die = async (work: Promise<unknown>) => {
        await work.catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error
        })
      }
      await die(putSchedule(setup.dying(crash), KEY, scheduleSpec()))
      if (twice) await putSchedule(setup, KEY, scheduleSpec())
      else await syncSchedules(setup)
      expect(setup.alarms).toHaveLength(setup.schedules.schedules.size)
      await putSchedule(setup, KEY, scheduleSpec())
      await die(deleteSchedule(setup.dying(new CrashPoint(at, when)), KEY))
      if (twice) await deleteSchedule(setup, KEY)
      else await syncSchedules(setup)
      const left = await setup.schedules.get(KEY)
      expect(setup.alarms).toHaveLength(left?.deleted ? 0 : 1)
      if (twice) expect(setup.alarms).toEqual([])
    }
  })

  it('by two that put at once, holds what the record says', async () => {
    const specs = [scheduleSpec({ schedule: '0 1 * * *' }), scheduleSpec({ schedule: '0 2 * * *' })]
    await Promise.all(specs.map((spec) => putSchedule(setup, KEY, spec)))
    await syncSchedules(setup)
    const hour = (await setup.schedules.get(KEY))?.spec.schedule.split(' ')[1]
    expect(setup.alarms.map(({ expression }) => expression)).toEqual([`cron(0 ${hour} * * ? *)`])
  })
})
