import { integerProperty, timeProperty } from '../conf/property.ts'

export const DYNAMIC_ALLOCATION_IDLE_TIMEOUT = timeProperty('s')({
  key: 'spark.dynamicAllocation.executorIdleTimeout',
  default: '60s',
  since: '1.2.0',
  doc: 'How long an executor without work stays; an executor pod is not taken back before it is this old.',
})

export const MAX_EXECUTOR_FAILURES = integerProperty({
  key: 'spark.executor.maxNumFailures',
  aliases: ['spark.yarn.max.executor.failures'],
  since: '3.5.0',
  doc: 'How many executors may fail before the application does; twice their number where it is not set, 3 at least.',
})

export const EXECUTOR_FAILURES_VALIDITY_INTERVAL = timeProperty('ms')({
  key: 'spark.executor.failuresValidityInterval',
  aliases: ['spark.yarn.executor.failuresValidityInterval'],
  since: '3.5.0',
  doc: 'After which time the failure of an executor does not count any more; for ever where it is not set.',
})
