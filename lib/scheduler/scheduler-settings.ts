import * as allocation from '../conf/catalogue/allocation.ts'
import { NAMESPACE } from '../conf/catalogue/application.ts'
import * as dynamic from '../conf/catalogue/dynamic-allocation.ts'
import {
  DECOMMISSION_LABEL,
  DECOMMISSION_LABEL_VALUE,
  EXECUTOR_POD_TEMPLATE_CONTAINER,
} from '../conf/catalogue/executor.ts'
import * as lifecycle from '../conf/catalogue/executor-lifecycle.ts'
import { EXECUTOR_INSTANCES } from '../conf/catalogue/executor-resources.ts'
import * as volumes from '../conf/catalogue/volumes.ts'
import { invalidProperty, isSet, read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import * as properties from './scheduler-properties.ts'

/**
 * When to ask for how many executors. Times are in milliseconds. There is no `spark.kubernetes.allocation.executor.timeout`:
 * a creation is tried until the API server says what became of it, and a pod that a later list lacks is lost at once.
 */
export interface AllocationSettings {
  /** How many creations a round has at most; absent: as many as the API server takes. */
  readonly batchSize?: number
  /** How far apart rounds are; absent: no rounds. */
  readonly batchDelay?: number
  readonly maxPendingPods: number
  readonly maxPendingPodsPerProfile: number
  /** Ids stay below it, so that no more executors than that are ever created. */
  readonly maximumId: number
  readonly driverReadinessTimeout: number
  /** A pod that is not running is not taken back before it is this old. */
  readonly idleTimeout: number
}

/** What is done with claims that are made on demand. */
export interface ClaimSettings {
  readonly ownedByDriver: boolean
  readonly reuse: boolean
  /** With so many claims none are made any more: executors wait for one to become free. Absent: they are made. */
  readonly maximum?: number
  /** A claim younger than this is not reused: its pod may not be seen yet. */
  readonly minimumAge: number
}

/** How executor pods are observed, and what is done when they end. */
export interface LifecycleSettings {
  readonly watch: boolean
  readonly poll: boolean
  readonly pollInterval: number
  readonly pollFromCache: boolean
  readonly eventInterval: number
  readonly checkAllContainers: boolean
  /** The container that decides, where not all do. */
  readonly containerName: string
  readonly deleteOnTermination: boolean
  readonly missingPodDelta: number
  readonly removedCacheTimeout: number
  readonly maxFailures: number
  /** Absent: failures count for ever. */
  readonly failuresValidity?: number
  readonly decommissionLabel?: { readonly name: string; readonly value: string }
  readonly releaseGracePeriod: number
}

/** What the loop takes from the conf of the driver. */
export interface SchedulerSettings {
  readonly namespace: string
  readonly allocation: AllocationSettings
  readonly claims: ClaimSettings
  readonly lifecycle: LifecycleSettings
}

const DEFAULT_EXECUTORS = 2
const LARGEST_INT = 2_147_483_647
const LEAST_MAX_FAILURES = 3
const EXECUTOR_CONTAINER = 'spark-kubernetes-executor'

/**
 * How many executors an application begins with. Follows SchedulerBackendUtils.getInitialTargetExecutorNumber.
 * @throws InvalidJobError INVALID_PROPERTY where it would be outside of what dynamic allocation may do
 */
export function initialExecutors(conf: SparkConf): number {
  const instances = read(conf, EXECUTOR_INSTANCES)
  if (!read(conf, dynamic.DYNAMIC_ALLOCATION)) return instances ?? DEFAULT_EXECUTORS
  const least = read(conf, dynamic.MIN_EXECUTORS)
  const most = read(conf, dynamic.MAX_EXECUTORS)
  const initial = Math.max(least, read(conf, dynamic.INITIAL_EXECUTORS) ?? 0, instances ?? 0)
  if (initial <= most) return initial
  throw invalidProperty(
    dynamic.INITIAL_EXECUTORS.key,
    String(initial),
    `the application would begin with ${initial} executors, more than ${dynamic.MAX_EXECUTORS.key} (${most}) allows`,
  )
}

/** Follows ExecutorFailureTracker.maxNumExecutorFailures. */
function maxFailures(conf: SparkConf): number {
  const executors = read(conf, dynamic.DYNAMIC_ALLOCATION)
    ? read(conf, dynamic.MAX_EXECUTORS)
    : (read(conf, EXECUTOR_INSTANCES) ?? 0)
  const usual = Math.min(LARGEST_INT, Math.max(LEAST_MAX_FAILURES, 2 * executors))
  return read(conf, properties.MAX_EXECUTOR_FAILURES) ?? usual
}

/** Size and delay hold where one of them is set; Spark's defaults for them are what makes it slow. */
function batches(conf: SparkConf): Pick<AllocationSettings, 'batchSize' | 'batchDelay'> {
  const sized = isSet(conf, allocation.ALLOCATION_BATCH_SIZE)
  const delayed = isSet(conf, allocation.ALLOCATION_BATCH_DELAY)
  return {
    ...(sized ? { batchSize: read(conf, allocation.ALLOCATION_BATCH_SIZE) } : {}),
    ...(sized || delayed ? { batchDelay: read(conf, allocation.ALLOCATION_BATCH_DELAY) } : {}),
  }
}

function allocationSettings(conf: SparkConf): AllocationSettings {
  return {
    ...batches(conf),
    maxPendingPods: read(conf, allocation.MAX_PENDING_PODS),
    maxPendingPodsPerProfile: read(conf, allocation.MAX_PENDING_PODS_PER_PROFILE),
    maximumId: read(conf, allocation.ALLOCATION_MAXIMUM),
    driverReadinessTimeout: read(conf, allocation.ALLOCATION_DRIVER_READINESS_TIMEOUT) * 1000,
    idleTimeout: read(conf, properties.DYNAMIC_ALLOCATION_IDLE_TIMEOUT) * 1000,
  }
}

function claimSettings(conf: SparkConf): ClaimSettings {
  const ownedByDriver = read(conf, volumes.OWN_PERSISTENT_VOLUME_CLAIM)
  const reuse = ownedByDriver && read(conf, volumes.REUSE_PERSISTENT_VOLUME_CLAIM)
  const wait = reuse && read(conf, volumes.WAIT_TO_REUSE_PERSISTENT_VOLUME_CLAIM)
  const most = read(conf, dynamic.DYNAMIC_ALLOCATION)
    ? read(conf, dynamic.MAX_EXECUTORS)
    : (read(conf, EXECUTOR_INSTANCES) ?? DEFAULT_EXECUTORS)
  return {
    ownedByDriver,
    reuse,
    ...(wait ? { maximum: most } : {}),
    minimumAge: read(conf, allocation.ALLOCATION_BATCH_DELAY),
  }
}

function lifecycleSettings(conf: SparkConf): LifecycleSettings {
  const failuresValidity = read(conf, properties.EXECUTOR_FAILURES_VALIDITY_INTERVAL)
  const label = read(conf, DECOMMISSION_LABEL)
  return {
    watch: read(conf, lifecycle.EXECUTOR_ENABLE_API_WATCHER),
    poll: read(conf, lifecycle.EXECUTOR_ENABLE_API_POLLING),
    pollInterval: read(conf, lifecycle.EXECUTOR_API_POLLING_INTERVAL),
    pollFromCache: read(conf, lifecycle.EXECUTOR_POLLING_WITH_RESOURCE_VERSION),
    eventInterval: read(conf, lifecycle.EXECUTOR_EVENT_PROCESSING_INTERVAL),
    checkAllContainers: read(conf, lifecycle.EXECUTOR_CHECK_ALL_CONTAINERS),
    containerName: read(conf, EXECUTOR_POD_TEMPLATE_CONTAINER) ?? EXECUTOR_CONTAINER,
    deleteOnTermination: read(conf, lifecycle.EXECUTOR_DELETE_ON_TERMINATION),
    missingPodDelta: read(conf, lifecycle.MISSING_POD_DETECT_DELTA),
    removedCacheTimeout: read(conf, lifecycle.DELETED_EXECUTORS_CACHE_TIMEOUT) * 1000,
    maxFailures: maxFailures(conf),
    ...(failuresValidity === undefined ? {} : { failuresValidity }),
    ...(label === undefined
      ? {}
      : { decommissionLabel: { name: label, value: read(conf, DECOMMISSION_LABEL_VALUE) ?? '' } }),
    releaseGracePeriod: read(conf, lifecycle.DELETE_GRACE_PERIOD),
  }
}

/**
 * The loop's settings in the conf of the driver.
 * @throws InvalidJobError INVALID_PROPERTY for a value that does not fit its property
 */
export const schedulerSettings = (conf: SparkConf): SchedulerSettings => ({
  namespace: read(conf, NAMESPACE),
  allocation: allocationSettings(conf),
  claims: claimSettings(conf),
  lifecycle: lifecycleSettings(conf),
})
