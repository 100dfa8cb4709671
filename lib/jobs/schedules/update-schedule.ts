import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { Schedule, ScheduleKey } from './schedule.ts'
import type { ScheduleStore } from './schedule-store.ts'

const ATTEMPTS = 20

/**
 * Applies a change to the stored schedule under optimistic concurrency, reading again where another writer was first.
 * `change` gives the schedule as it shall be, or undefined to leave it as it is.
 *
 * @returns the schedule as it is stored now, or undefined where there is none
 * @throws TransientError where others kept being first
 */
export const updateSchedule = async (
  store: ScheduleStore,
  key: ScheduleKey,
  change: (schedule: Schedule) => Schedule | undefined | Promise<Schedule | undefined>,
): Promise<Schedule | undefined> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const schedule = await store.get(key)
    if (!schedule) return undefined
    const changed = await change(schedule)
    if (!changed) return schedule
    const next = { ...changed, revision: schedule.revision + 1 }
    if (await store.replace(next)) return next
  }
  throw new TransientError(
    'SCHEDULE_CONTENDED',
    `schedule ${key.namespace}/${key.name} was changed by others ${ATTEMPTS} times in a row`,
  )
}
