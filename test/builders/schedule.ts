import { type ScheduleSpec, scheduleSpecSchema } from '../../events/schedule.ts'
import type { Schedule } from '../../lib/jobs/schedules/schedule.ts'

/** A schedule's job: its jar, with the day as its argument. */
export const JOB = { main: { file: 's3://jars/nightly.jar', class: 'com.example.Nightly' }, args: ['{{ ds }}'] }

/** What its owner says of a schedule: each night at half past two, or as overridden. */
export const scheduleSpec = (overrides: Partial<ScheduleSpec> = {}): ScheduleSpec =>
  scheduleSpecSchema.parse({ schedule: '30 2 * * *', job: JOB, ...overrides })

/** A schedule as it is recorded, or as overridden. */
export const schedule = (overrides: Partial<Schedule> = {}): Schedule => {
  const { paused: _paused, ...spec } = scheduleSpec()
  return {
    namespace: 'team-a',
    name: 'nightly',
    spec,
    paused: false,
    generation: 1,
    synced: false,
    anchor: '2026-01-01T00:00:00.000Z',
    firings: [],
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    revision: 1,
    ...overrides,
  }
}
