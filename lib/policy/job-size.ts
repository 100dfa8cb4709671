import { RESOURCE_TYPE } from '../conf/catalogue/application.ts'
import {
  DRIVER_CORES,
  DRIVER_LIMIT_CORES,
  DRIVER_REQUEST_CORES,
  MEMORY_OVERHEAD_FACTOR,
} from '../conf/catalogue/driver.ts'
import {
  DYNAMIC_ALLOCATION,
  INITIAL_EXECUTORS,
  MAX_EXECUTORS,
  MIN_EXECUTORS,
} from '../conf/catalogue/dynamic-allocation.ts'
import { EXECUTOR_LIMIT_CORES, EXECUTOR_REQUEST_CORES } from '../conf/catalogue/executor.ts'
import { EXECUTOR_CORES, EXECUTOR_INSTANCES } from '../conf/catalogue/executor-resources.ts'
import { parseQuantity } from '../conf/codecs/quantity.ts'
import { type Property, read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { executorResources } from '../scheduler/executor/executor-resources.ts'
import { DEFAULT_PROFILE } from '../scheduler/resource-profile.ts'
import { defaultOverheadFactor, driverMemoryMiB } from '../submission/features/driver-memory.ts'
import type { MainResource } from '../submission/main-resource.ts'

/** What one pod takes. */
export interface PodSize {
  /** Billionths of a core. */
  readonly nanoCores: bigint
  readonly memoryMiB: number
}

/** The most that a job can come to by its conf. */
export interface JobSize {
  readonly driver: PodSize
  readonly executor: PodSize
  readonly executors: number
}

/** Without dynamic allocation, and with no number given, Spark starts so many. */
const USUAL_EXECUTORS = 2
const CORE = 1_000_000_000n

const executors = (conf: SparkConf): number => {
  const instances = read(conf, EXECUTOR_INSTANCES)
  if (!read(conf, DYNAMIC_ALLOCATION)) return instances ?? USUAL_EXECUTORS
  return Math.max(
    read(conf, MAX_EXECUTORS),
    read(conf, MIN_EXECUTORS),
    read(conf, INITIAL_EXECUTORS) ?? 0,
    instances ?? 0,
  )
}

const nanoCores = (conf: SparkConf, cores: number, ...quantities: readonly Property<string>[]): bigint =>
  [BigInt(cores) * CORE, ...quantities.map((property) => parseQuantity(read(conf, property) ?? '0'))].reduce(
    (most, some) => (some > most ? some : most),
  )

/**
 * How large the job may get: what its pods ask for, overheads included, and how many executors there may be at once.
 * @throws InvalidJobError INVALID_PROPERTY where a size cannot be read
 */
export const jobSize = (conf: SparkConf, main: MainResource): JobSize => {
  const spoken = conf
    .set(MEMORY_OVERHEAD_FACTOR.key, String(defaultOverheadFactor(conf, main)))
    .set(RESOURCE_TYPE.key, main.kind)
  const executor = executorResources(spoken, DEFAULT_PROFILE)
  return {
    driver: {
      nanoCores: nanoCores(conf, read(conf, DRIVER_CORES), DRIVER_REQUEST_CORES, DRIVER_LIMIT_CORES),
      memoryMiB: driverMemoryMiB(conf, main),
    },
    executor: {
      nanoCores: nanoCores(conf, read(conf, EXECUTOR_CORES), EXECUTOR_REQUEST_CORES, EXECUTOR_LIMIT_CORES),
      memoryMiB: executor.totalMemoryMiB,
    },
    executors: executors(conf),
  }
}
