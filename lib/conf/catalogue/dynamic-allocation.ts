import { atLeast } from '../limits.ts'
import { booleanProperty, decimalProperty, integerProperty, timeProperty } from '../property.ts'

export const DYNAMIC_ALLOCATION = booleanProperty({
  key: 'spark.dynamicAllocation.enabled',
  default: 'false',
  since: '1.2.0',
  doc: 'Whether the number of executors follows the work.',
})

export const MIN_EXECUTORS = integerProperty({
  key: 'spark.dynamicAllocation.minExecutors',
  default: '0',
  since: '1.2.0',
  doc: 'The fewest executors there may be.',
})

export const MAX_EXECUTORS = integerProperty({
  key: 'spark.dynamicAllocation.maxExecutors',
  default: '2147483647',
  since: '1.2.0',
  doc: 'The most executors there may be.',
})

export const INITIAL_EXECUTORS = integerProperty({
  key: 'spark.dynamicAllocation.initialExecutors',
  fallback: MIN_EXECUTORS,
  since: '1.3.0',
  doc: 'How many executors there are at the start.',
})

export const SHUFFLE_TRACKING = booleanProperty({
  key: 'spark.dynamicAllocation.shuffleTracking.enabled',
  default: 'true',
  since: '3.0.0',
  doc: 'Whether executors stay as long as others need their shuffle files, since no shuffle service keeps them.',
})

export const DECOMMISSION = booleanProperty({
  key: 'spark.decommission.enabled',
  default: 'false',
  since: '3.1.0',
  doc: 'Whether executors that have to go hand over what they hold.',
})

export const MIN_REGISTERED_RATIO = decimalProperty({
  key: 'spark.scheduler.minRegisteredResourcesRatio',
  since: '1.1.1',
  doc: 'Which part of the executors has to be there before the first task runs; 0.8 where it is not set.',
})

export const MAX_REGISTERED_WAIT = timeProperty('ms')({
  key: 'spark.scheduler.maxRegisteredResourcesWaitingTime',
  default: '30s',
  since: '1.1.1',
  doc: 'How long the first task waits for them.',
})

export const DYNAMIC_ALLOCATION_IDLE_TIMEOUT = timeProperty('s')({
  key: 'spark.dynamicAllocation.executorIdleTimeout',
  default: '60s',
  check: atLeast(0, 'Timeout must be >= 0.'),
  since: '1.2.0',
  doc: 'How long an executor without work stays; an executor pod is not taken back before it is this old.',
})
