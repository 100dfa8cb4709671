import { RESOURCE_TYPE } from '../../conf/catalogue/application.ts'
import { MEMORY_OVERHEAD_FACTOR } from '../../conf/catalogue/driver.ts'
import * as resource from '../../conf/catalogue/executor-resources.ts'
import { deviceLimits } from '../../conf/device-limits.ts'
import { memoryPart } from '../../conf/memory-part.ts'
import { invalidProperty, isSet, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { DEFAULT_PROFILE_ID, type ExecutorResource, type ResourceProfile } from '../resource-profile.ts'

/** What an executor pod of a profile asks for. */
export interface ExecutorResources {
  readonly cores: number
  /** The heap alone, in MiB. */
  readonly memoryMiB: number
  /** All that the pod needs, in MiB. */
  readonly totalMemoryMiB: number
  /** Devices as Kubernetes limits: `nvidia.com/gpu: "2"`. */
  readonly devices: Readonly<Record<string, string>>
}

const MIB = 1024 * 1024

/** The resources of a profile that are no devices. */
const NOT_DEVICES: ReadonlySet<string> = new Set(['cores', 'memory', 'memoryOverhead', 'pyspark.memory', 'offHeap'])

function offHeapMiB(conf: SparkConf, wanted: ExecutorResource | undefined): number {
  const byDefault = Math.trunc(read(conf, resource.OFF_HEAP_SIZE) / MIB)
  if (!read(conf, resource.OFF_HEAP_ENABLED)) return 0
  const size = wanted?.amount ?? byDefault
  // The default profile is there beside every other one.
  if (size > 0 && byDefault > 0) return size
  const { key } = resource.OFF_HEAP_SIZE
  throw invalidProperty(
    key,
    conf.get(key, ''),
    `it must be > 0 when ${resource.OFF_HEAP_ENABLED.key} == true, 1m at least`,
  )
}

/** A profile's own heap does not change the overhead: that is a part of the conf's heap, as long as neither names one. */
function overheadMiB(conf: SparkConf): number {
  const factor = isSet(conf, resource.EXECUTOR_MEMORY_OVERHEAD_FACTOR)
    ? read(conf, resource.EXECUTOR_MEMORY_OVERHEAD_FACTOR)
    : read(conf, MEMORY_OVERHEAD_FACTOR)
  const part = memoryPart(factor, read(conf, resource.EXECUTOR_MEMORY))
  const least = read(conf, resource.EXECUTOR_MIN_MEMORY_OVERHEAD)
  return read(conf, resource.EXECUTOR_MEMORY_OVERHEAD) ?? Math.max(part, least)
}

function profileDevices({ id, executorResources }: ResourceProfile): Readonly<Record<string, string>> {
  const devices = Object.entries(executorResources).filter(([name]) => !NOT_DEVICES.has(name))
  return Object.fromEntries(
    devices.map(([name, { amount, vendor }]) => {
      if (vendor) return [`${vendor}/${name}`, String(amount)]
      const message =
        `Resource: ${name} was requested by resource profile ${id}, but vendor was not specified. ` +
        "A device's vendor is the domain of its name, such as nvidia.com"
      throw new InvalidJobError('DEVICE_WITHOUT_VENDOR', message, { details: { value: name } })
    }),
  )
}

/**
 * What an executor of this profile asks for. Follows ResourceProfile.getResourcesForClusterManager.
 * @throws InvalidJobError INVALID_PROPERTY, DEVICE_WITHOUT_VENDOR
 */
export function executorResources(conf: SparkConf, profile: ResourceProfile): ExecutorResources {
  const own = profile.id === DEFAULT_PROFILE_ID ? {} : profile.executorResources
  const memoryMiB = own['memory']?.amount ?? read(conf, resource.EXECUTOR_MEMORY)
  const byDefault = overheadMiB(conf)
  const overhead = own['memoryOverhead']?.amount ?? byDefault
  const python = own['pyspark.memory']?.amount ?? read(conf, resource.EXECUTOR_PYSPARK_MEMORY) ?? 0
  const pythonMiB = read(conf, RESOURCE_TYPE) === 'python' ? python : 0
  return {
    cores: own['cores']?.amount ?? read(conf, resource.EXECUTOR_CORES),
    memoryMiB,
    totalMemoryMiB: memoryMiB + overhead + offHeapMiB(conf, own['offHeap']) + pythonMiB,
    devices: profile.id === DEFAULT_PROFILE_ID ? deviceLimits(conf, 'spark.executor') : profileDevices(profile),
  }
}
