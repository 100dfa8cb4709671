/** Every schedule that is not deleted: partition `listed`, sorted by `place`. */
export const LISTED_SCHEDULES_INDEX = 'listed-schedules'

/** What a list shows beside the keys: a firing changes none of it, so it writes to the table alone. */
export const LISTED_SCHEDULE_FIELDS = [
  'spec',
  'paused',
  'generation',
  'synced',
  'anchor',
  'createdAt',
  'updatedAt',
] as const

/** The sparse index of what EventBridge Scheduler does not hold yet: partition `unsynced`, sorted by `place`. */
export const UNSYNCED_SCHEDULES_INDEX = 'unsynced-schedules'
