import {
  ALLOCATION_BATCH_DELAY,
  ALLOCATION_BATCH_SIZE,
  ALLOCATION_DRIVER_READINESS_TIMEOUT,
  ALLOCATION_EXECUTOR_TIMEOUT,
  ALLOCATION_MAXIMUM,
  MAX_PENDING_PODS,
  MAX_PENDING_PODS_PER_PROFILE,
} from '../conf/catalogue/allocation.ts'
import { NAMESPACE } from '../conf/catalogue/application.ts'
import {
  DYNAMIC_ALLOCATION,
  DYNAMIC_ALLOCATION_IDLE_TIMEOUT,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
} from '../conf/catalogue/dynamic-allocation.ts'
import {
  DECOMMISSION_LABEL,
  DECOMMISSION_LABEL_VALUE,
  EXECUTOR_POD_TEMPLATE_CONTAINER,
} from '../conf/catalogue/executor.ts'
import {
  DELETE_GRACE_PERIOD,
  DELETED_EXECUTORS_CACHE_TIMEOUT,
  EXECUTOR_API_POLLING_INTERVAL,
  EXECUTOR_CHECK_ALL_CONTAINERS,
  EXECUTOR_DELETE_ON_TERMINATION,
  EXECUTOR_ENABLE_API_POLLING,
  EXECUTOR_ENABLE_API_WATCHER,
  EXECUTOR_EVENT_PROCESSING_INTERVAL,
  EXECUTOR_FAILURES_VALIDITY_INTERVAL,
  EXECUTOR_POLLING_WITH_RESOURCE_VERSION,
  MAX_EXECUTOR_FAILURES,
  MISSING_POD_DETECT_DELTA,
} from '../conf/catalogue/executor-lifecycle.ts'
import { EXECUTOR_INSTANCES } from '../conf/catalogue/executor-resources.ts'
import {
  OWN_PERSISTENT_VOLUME_CLAIM,
  REUSE_PERSISTENT_VOLUME_CLAIM,
  WAIT_TO_REUSE_PERSISTENT_VOLUME_CLAIM,
} from '../conf/catalogue/volumes.ts'
import { invalidProperty, isSet, read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'

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
  if (!read(conf, DYNAMIC_ALLOCATION)) return instances ?? DEFAULT_EXECUTORS
  const least = read(conf, MIN_EXECUTORS)
  const most = read(conf, MAX_EXECUTORS)
  const initial = Math.max(least, read(conf, INITIAL_EXECUTORS) ?? 0, instances ?? 0)
  if (initial <= most) return initial
  throw invalidProperty(
    INITIAL_EXECUTORS.key,
    String(initial),
    `the application would begin with ${initial} executors, more than ${MAX_EXECUTORS.key} (${most}) allows`,
  )
}

/** Follows ExecutorFailureTracker.maxNumExecutorFailures. */
function maxFailures(conf: SparkConf): number {
  const executors = read(conf, DYNAMIC_ALLOCATION) ? read(conf, MAX_EXECUTORS) : (read(conf, EXECUTOR_INSTANCES) ?? 0)
  const usual = Math.min(LARGEST_INT, Math.max(LEAST_MAX_FAILURES, 2 * executors))
  return read(conf, MAX_EXECUTOR_FAILURES) ?? usual
}

/** Size and delay hold where one of them is set; Spark's defaults for them are what makes it slow. */
function batches(conf: SparkConf): Pick<AllocationSettings, 'batchSize' | 'batchDelay'> {
  const sized = isSet(conf, ALLOCATION_BATCH_SIZE)
  const delayed = isSet(conf, ALLOCATION_BATCH_DELAY)
  return {
    ...(sized ? { batchSize: read(conf, ALLOCATION_BATCH_SIZE) } : {}),
    ...(sized || delayed ? { batchDelay: read(conf, ALLOCATION_BATCH_DELAY) } : {}),
  }
}

/** One profile alone may not have more pending pods than there may be of all. */
function maxPendingPodsPerProfile(conf: SparkConf): number {
  const [ofOne, ofAll] = [read(conf, MAX_PENDING_PODS_PER_PROFILE), read(conf, MAX_PENDING_PODS)]
  if (ofOne === LARGEST_INT || ofOne <= ofAll) return ofOne
  const problem = `${ofOne} pending pods of one resource profile are more than ${MAX_PENDING_PODS.key} (${ofAll}) allows`
  throw invalidProperty(MAX_PENDING_PODS_PER_PROFILE.key, String(ofOne), problem)
}

function allocationSettings(conf: SparkConf): AllocationSettings {
  // It has no effect here, but a mistake in it is one in Spark.
  read(conf, ALLOCATION_EXECUTOR_TIMEOUT)
  return {
    ...batches(conf),
    maxPendingPods: read(conf, MAX_PENDING_PODS),
    maxPendingPodsPerProfile: maxPendingPodsPerProfile(conf),
    maximumId: read(conf, ALLOCATION_MAXIMUM),
    driverReadinessTimeout: read(conf, ALLOCATION_DRIVER_READINESS_TIMEOUT) * 1000,
    idleTimeout: read(conf, DYNAMIC_ALLOCATION_IDLE_TIMEOUT) * 1000,
  }
}

function claimSettings(conf: SparkConf): ClaimSettings {
  const ownedByDriver = read(conf, OWN_PERSISTENT_VOLUME_CLAIM)
  const reuse = ownedByDriver && read(conf, REUSE_PERSISTENT_VOLUME_CLAIM)
  const wait = reuse && read(conf, WAIT_TO_REUSE_PERSISTENT_VOLUME_CLAIM)
  const most = read(conf, DYNAMIC_ALLOCATION)
    ? read(conf, MAX_EXECUTORS)
    : (read(conf, EXECUTOR_INSTANCES) ?? DEFAULT_EXECUTORS)
  return {
    ownedByDriver,
    reuse,
    ...(wait ? { maximum: most } : {}),
    minimumAge: read(conf, ALLOCATION_BATCH_DELAY),
  }
}

function lifecycleSettings(conf: SparkConf): LifecycleSettings {
  const failuresValidity = read(conf, EXECUTOR_FAILURES_VALIDITY_INTERVAL)
  const label = read(conf, DECOMMISSION_LABEL)
  return {
    watch: read(conf, EXECUTOR_ENABLE_API_WATCHER),
    poll: read(conf, EXECUTOR_ENABLE_API_POLLING),
    pollInterval: read(conf, EXECUTOR_API_POLLING_INTERVAL),
    pollFromCache: read(conf, EXECUTOR_POLLING_WITH_RESOURCE_VERSION),
    eventInterval: read(conf, EXECUTOR_EVENT_PROCESSING_INTERVAL),
    checkAllContainers: read(conf, EXECUTOR_CHECK_ALL_CONTAINERS),
    containerName: read(conf, EXECUTOR_POD_TEMPLATE_CONTAINER) ?? EXECUTOR_CONTAINER,
    deleteOnTermination: read(conf, EXECUTOR_DELETE_ON_TERMINATION),
    missingPodDelta: read(conf, MISSING_POD_DETECT_DELTA),
    removedCacheTimeout: read(conf, DELETED_EXECUTORS_CACHE_TIMEOUT) * 1000,
    maxFailures: maxFailures(conf),
    ...(failuresValidity === undefined ? {} : { failuresValidity }),
    ...(label === undefined
      ? {}
      : { decommissionLabel: { name: label, value: read(conf, DECOMMISSION_LABEL_VALUE) ?? '' } }),
    releaseGracePeriod: read(conf, DELETE_GRACE_PERIOD),
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
