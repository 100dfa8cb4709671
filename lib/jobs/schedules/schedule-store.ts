import type { Schedule, ScheduleKey } from './schedule.ts'

/** What a list shows of a schedule. */
export type ScheduleSummary = Omit<Schedule, 'firings' | 'deleted' | 'revision'>

export interface SchedulePage {
  /** By namespace and name. */
  readonly schedules: readonly ScheduleSummary[]
  /** Where the next page begins; absent on the last one. */
  readonly next?: string
}

/** The table of schedules. Every method throws `TransientError` where the table does not answer. */
export interface ScheduleStore {
  /** Also where it is deleted and not yet forgotten. */
  get(key: ScheduleKey): Promise<Schedule | undefined>
  /** Puts the schedule where there is none of its name; false, and nothing changed, where there is one. */
  create(schedule: Schedule): Promise<boolean>
  /** Puts the schedule where the stored one still has the revision `schedule.revision - 1`; false otherwise. */
  replace(schedule: Schedule): Promise<boolean>
  /** A page of those that are not deleted; may lag behind the last writes by some moments. */
  list(query: { readonly namespace?: string; readonly limit: number; readonly cursor?: string }): Promise<SchedulePage>
  /** Those that EventBridge Scheduler was not made to hold yet, deleted ones too. */
  listUnsynced(): AsyncIterable<ScheduleKey>
}
