import {
  DRIVER_MEMORY,
  DRIVER_MEMORY_OVERHEAD,
  DRIVER_MEMORY_OVERHEAD_FACTOR,
  DRIVER_MIN_MEMORY_OVERHEAD,
  MEMORY_OVERHEAD_FACTOR,
} from '../../conf/catalogue/driver.ts'
import { memoryPart } from '../../conf/memory-part.ts'
import { isSet, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { MainResource } from '../main-resource.ts'

/** Python and R keep more beside the JVM's heap, so they get a larger part of it where nobody says otherwise. */
const NON_JVM_OVERHEAD_FACTOR = 0.4

/** The overhead factor that executors inherit through the driver's spark.properties. */
export const defaultOverheadFactor = (conf: SparkConf, main: MainResource): number =>
  main.kind !== 'java' && !isSet(conf, MEMORY_OVERHEAD_FACTOR)
    ? NON_JVM_OVERHEAD_FACTOR
    : read(conf, MEMORY_OVERHEAD_FACTOR)

/**
 * The memory of the driver pod in MiB: heap and overhead. An explicit overhead goes before a factor, the driver's own
 * factor before that of Kubernetes, and a factor never gives less than the minimum.
 */
export function driverMemoryMiB(conf: SparkConf, main: MainResource): number {
  const heap = read(conf, DRIVER_MEMORY)
  const factor = isSet(conf, DRIVER_MEMORY_OVERHEAD_FACTOR)
    ? read(conf, DRIVER_MEMORY_OVERHEAD_FACTOR)
    : defaultOverheadFactor(conf, main)
  const least = read(conf, DRIVER_MIN_MEMORY_OVERHEAD)
  const overhead = read(conf, DRIVER_MEMORY_OVERHEAD) ?? Math.max(memoryPart(factor, heap), least)
  return heap + overhead
}
