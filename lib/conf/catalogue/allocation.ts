import { above } from '../limits.ts'
import { integerProperty, textProperty, timeProperty } from '../property.ts'

export const ALLOCATION_BATCH_SIZE = integerProperty({
  key: 'spark.kubernetes.allocation.batch.size',
  default: '10',
  check: above(0, 'Allocation batch size should be a positive integer'),
  since: '2.3.0',
  doc: 'How many executor pods are asked for in one round.',
})

export const ALLOCATION_BATCH_DELAY = timeProperty('ms')({
  key: 'spark.kubernetes.allocation.batch.delay',
  default: '1s',
  check: above(100, 'Allocation batch delay must be greater than 0.1s.'),
  since: '2.3.0',
  doc: 'How long a round waits for the one before it.',
})

export const ALLOCATION_DRIVER_READINESS_TIMEOUT = timeProperty('s')({
  key: 'spark.kubernetes.allocation.driver.readinessTimeout',
  default: '1s',
  check: above(0, 'Allocation driver readiness timeout must be a positive time value: 1s or more.'),
  since: '3.1.3',
  doc: 'How long to wait for the driver pod to be ready before executors are asked for; they are in any case after it.',
})

export const ALLOCATION_EXECUTOR_TIMEOUT = timeProperty('ms')({
  key: 'spark.kubernetes.allocation.executor.timeout',
  default: '600s',
  check: above(0, 'Allocation executor timeout must be a positive time value.'),
  since: '3.1.0',
  doc: 'After which time an executor pod that Kubernetes never showed counts as lost.',
})

export const MAX_PENDING_PODS = integerProperty({
  key: 'spark.kubernetes.allocation.maxPendingPods',
  default: '2147483647',
  check: above(0, 'Maximum number of pending pods should be a positive integer'),
  since: '3.2.0',
  doc: 'How many executor pods of the application may be pending at once.',
})

export const MAX_PENDING_PODS_PER_PROFILE = integerProperty({
  key: 'spark.kubernetes.allocation.maxPendingPodsPerRp',
  default: '2147483647',
  check: above(0, 'Maximum number of pending pods per rp id should be a positive integer'),
  since: '4.1.0',
  doc: 'How many executor pods of one resource profile may be pending at once.',
})

export const ALLOCATION_MAXIMUM = integerProperty({
  key: 'spark.kubernetes.allocation.maximum',
  default: '2147483647',
  check: above(0, 'Allocation maximum should be a positive integer'),
  since: '4.1.0',
  doc: 'How many executor pods the application may create in all, failed ones included.',
})

export const PODS_ALLOCATOR = textProperty({
  key: 'spark.kubernetes.allocation.pods.allocator',
  default: 'direct',
  since: '3.3.0',
  doc: 'Who creates executor pods: `direct`, `statefulset`, or the name of a Java class.',
})
