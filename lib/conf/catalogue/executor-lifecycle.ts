import { above, atLeast } from '../limits.ts'
import { booleanProperty, integerProperty, timeProperty, upperCaseProperty } from '../property.ts'

const ROLL_POLICIES = [
  'ID',
  'ADD_TIME',
  'TOTAL_GC_TIME',
  'TOTAL_DURATION',
  'AVERAGE_DURATION',
  'FAILED_TASKS',
  'PEAK_JVM_ONHEAP_MEMORY',
  'PEAK_JVM_OFFHEAP_MEMORY',
  'TOTAL_SHUFFLE_WRITE',
  'DISK_USED',
  'OUTLIER',
  'OUTLIER_NO_FALLBACK',
] as const

export const EXECUTOR_API_POLLING_INTERVAL = timeProperty('ms')({
  key: 'spark.kubernetes.executor.apiPollingInterval',
  default: '30s',
  check: above(0, 'API server polling interval must be a positive time value.'),
  since: '2.4.0',
  doc: 'How often the driver lists its executor pods, besides watching them.',
})

export const EXECUTOR_ENABLE_API_POLLING = booleanProperty({
  key: 'spark.kubernetes.executor.enableApiPolling',
  default: 'true',
  since: '3.4.0',
  doc: 'Whether the driver lists its executor pods from time to time.',
})

export const EXECUTOR_ENABLE_API_WATCHER = booleanProperty({
  key: 'spark.kubernetes.executor.enableApiWatcher',
  default: 'true',
  since: '3.4.0',
  doc: 'Whether the driver watches its executor pods.',
})

export const EXECUTOR_POLLING_WITH_RESOURCE_VERSION = booleanProperty({
  key: 'spark.kubernetes.executor.enablePollingWithResourceVersion',
  default: 'false',
  since: '3.3.0',
  doc: "Whether lists may come from the API server's cache, which is cheaper and may be older.",
})

export const EXECUTOR_EVENT_PROCESSING_INTERVAL = timeProperty('ms')({
  key: 'spark.kubernetes.executor.eventProcessingInterval',
  default: '1s',
  check: above(0, 'Event processing interval must be a positive time value.'),
  since: '2.4.0',
  doc: 'How often the driver acts on what it saw of its executor pods.',
})

export const EXECUTOR_CHECK_ALL_CONTAINERS = booleanProperty({
  key: 'spark.kubernetes.executor.checkAllContainers',
  default: 'true',
  since: '3.1.0',
  doc: 'Whether an executor pod is done only when all its containers are.',
})

export const EXECUTOR_DELETE_ON_TERMINATION = booleanProperty({
  key: 'spark.kubernetes.executor.deleteOnTermination',
  default: 'true',
  since: '3.0.0',
  doc: 'Whether executor pods are deleted when they have ended; otherwise they stay to be looked at.',
})

export const DELETED_EXECUTORS_CACHE_TIMEOUT = timeProperty('s')({
  key: 'spark.kubernetes.executor.deletedExecutorsCacheTimeout',
  default: '180000ms',
  check: atLeast(0, 'deletedExecutorsCacheTimeout must be non-negative'),
  since: '4.1.0',
  doc: 'How long the driver remembers which executors it deleted.',
})

export const MISSING_POD_DETECT_DELTA = timeProperty('ms')({
  key: 'spark.kubernetes.executor.missingPodDetectDelta',
  default: '30s',
  check: above(0, 'delay must be a positive time value'),
  since: '3.1.1',
  doc: 'How long after its registration an executor without a pod in the list counts as lost.',
})

export const EXECUTOR_ROLL_INTERVAL = timeProperty('s')({
  key: 'spark.kubernetes.executor.rollInterval',
  default: '0ms',
  check: atLeast(0, 'Interval should be non-negative'),
  since: '3.3.0',
  doc: 'How often one executor is replaced by a fresh one; 0 means never.',
})

export const EXECUTOR_ROLL_POLICY = upperCaseProperty({
  key: 'spark.kubernetes.executor.rollPolicy',
  default: 'OUTLIER',
  allowed: ROLL_POLICIES,
  since: '3.3.0',
  doc: 'Which executor is replaced.',
})

export const MIN_TASKS_BEFORE_ROLLING = integerProperty({
  key: 'spark.kubernetes.executor.minTasksPerExecutorBeforeRolling',
  default: '0',
  check: atLeast(0, 'The minimum number of tasks should be non-negative.'),
  since: '3.3.0',
  doc: 'How many tasks an executor has to have run before it may be replaced.',
})

export const DELETE_GRACE_PERIOD = timeProperty('ms')({
  key: 'spark.kubernetes.dynamicAllocation.deleteGracePeriod',
  default: '5s',
  since: '3.0.0',
  doc: 'How long an executor that is no longer needed has to end by itself.',
})

export const SUBSCRIBERS_SHUTDOWN_GRACE_PERIOD = timeProperty('s')({
  key: 'spark.kubernetes.executorSnapshotsSubscribersShutdownGracePeriod',
  default: '20s',
  check: above(0, 'Gracefully shutdown period must be a positive time value: 1s or more.'),
  since: '3.4.0',
  doc: 'How long the driver waits for what it still has to do about executor pods when it ends.',
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
