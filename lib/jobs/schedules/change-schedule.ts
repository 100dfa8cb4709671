import { timestamp } from '../timestamp.ts'
import type { Schedule, ScheduleKey } from './schedule.ts'
import { type SyncSchedule, syncSchedule } from './sync-schedule.ts'
import { updateSchedule } from './update-schedule.ts'

const change = async (
  deps: SyncSchedule,
  key: ScheduleKey,
  to: (stored: Schedule) => Partial<Schedule> | undefined,
): Promise<Schedule | undefined> => {
  const at = timestamp(deps.clock)
  const stored = await updateSchedule(deps.schedules, key, (current) => {
    const fields = current.deleted ? undefined : to(current)
    return fields && { ...current, ...fields, synced: false, generation: current.generation + 1, updatedAt: at }
  })
  return stored && !stored.synced ? syncSchedule(deps, key) : stored
}

const unlessDeleted = (schedule: Schedule | undefined): Schedule | undefined =>
  schedule?.deleted ? undefined : schedule

/** Stops a schedule from firing until it is resumed, or lets it go on. @returns it, or undefined where there is none */
export const pauseSchedule = async (
  deps: SyncSchedule,
  key: ScheduleKey,
  paused: boolean,
): Promise<Schedule | undefined> =>
  unlessDeleted(await change(deps, key, (stored) => (stored.paused === paused ? undefined : { paused })))

/** Deletes a schedule; its runs go on. @returns whether there was one. A deletion that was left half way is finished. */
export const deleteSchedule = async (deps: SyncSchedule, key: ScheduleKey): Promise<boolean> => {
  let found = false
  await change(deps, key, () => {
    found = true
    return { deleted: true }
  })
  return found
}
