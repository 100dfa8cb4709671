import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { alarmNames, alarmsOf } from './alarms.ts'
import type { Schedule, ScheduleKey } from './schedule.ts'
import type { ScheduleStore } from './schedule-store.ts'
import type { Schedules } from './schedules.ts'
import { updateSchedule } from './update-schedule.ts'

export interface SyncSchedule {
  readonly schedules: ScheduleStore
  readonly scheduler: Schedules
  readonly clock: Clock
  readonly log: Log
}

const ATTEMPTS = 5

const apply = async ({ scheduler, clock }: SyncSchedule, schedule: Schedule): Promise<void> => {
  const alarms = new Map(alarmsOf(schedule, clock.now()).map((alarm) => [alarm.name, alarm]))
  for (const name of alarmNames(schedule)) {
    const alarm = alarms.get(name)
    await (alarm ? scheduler.put(alarm) : scheduler.remove(name))
  }
}

/**
 * Makes EventBridge Scheduler hold what the schedule on record says. Of two that do so at once the one that was
 * overtaken by a change does it again, so that the last one to write has written the newest.
 *
 * @returns the schedule as recorded, or undefined where there is none
 * @throws a retryable error where EventBridge Scheduler or the table did not answer
 */
export const syncSchedule = async (deps: SyncSchedule, key: ScheduleKey): Promise<Schedule | undefined> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const schedule = await deps.schedules.get(key)
    if (!schedule) return undefined
    await apply(deps, schedule)
    const after = await updateSchedule(deps.schedules, key, (stored) =>
      stored.generation === schedule.generation && !stored.synced ? { ...stored, synced: true } : undefined,
    )
    if (after?.generation === schedule.generation) return after
  }
  throw new TransientError('SCHEDULE_CONTENDED', `schedule ${key.namespace}/${key.name} keeps being changed by others`)
}

/**
 * Brings to EventBridge Scheduler what did not get there, since whoever changed a schedule died half way or was refused
 * for the moment. One schedule that fails does not hold up the others.
 *
 * @returns how many were brought there
 */
export const syncSchedules = async (deps: SyncSchedule): Promise<number> => {
  let count = 0
  for await (const key of deps.schedules.listUnsynced())
    try {
      await syncSchedule(deps, key)
      count++
    } catch (error) {
      deps.log.warn('a schedule could not be brought to EventBridge Scheduler', {
        ...key,
        told: (error as Error).message,
      })
    }
  return count
}
