import { above, atLeast } from '../limits.ts'
import { booleanProperty, decimalProperty, integerProperty, sizeProperty, textProperty } from '../property.ts'

export const EXECUTOR_CORES = integerProperty({
  key: 'spark.executor.cores',
  default: '1',
  since: '1.0.0',
  doc: 'How many tasks an executor runs at once: its CPU request, where none is given in Kubernetes terms.',
})

export const EXECUTOR_MEMORY = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.executor.memory',
  default: '1g',
  since: '0.7.0',
  doc: 'Heap of an executor. The pod gets this and the overhead.',
})

export const EXECUTOR_MEMORY_OVERHEAD = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.executor.memoryOverhead',
  aliases: ['spark.yarn.executor.memoryOverhead'],
  since: '2.3.0',
  doc: 'Memory of an executor pod beside the heap. Where it is not set, a factor of the heap, or the least overhead.',
})

export const EXECUTOR_MEMORY_OVERHEAD_FACTOR = decimalProperty({
  key: 'spark.executor.memoryOverheadFactor',
  default: '0.1',
  check: above(0, 'Ensure that memory overhead is a double greater than 0'),
  since: '3.3.0',
  doc: 'The overhead as a part of the heap.',
})

export const EXECUTOR_MIN_MEMORY_OVERHEAD = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.executor.minMemoryOverhead',
  default: '384m',
  since: '4.0.0',
  doc: 'The least overhead that a factor may come to.',
})

export const EXECUTOR_PYSPARK_MEMORY = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.executor.pyspark.memory',
  since: '2.4.0',
  doc: 'Memory of the Python processes of an executor, added to its pod.',
})

export const EXECUTOR_INSTANCES = integerProperty({
  key: 'spark.executor.instances',
  since: '1.0.0',
  doc: 'How many executors there are; 2 where it is not set.',
})

export const OFF_HEAP_ENABLED = booleanProperty({
  key: 'spark.memory.offHeap.enabled',
  default: 'false',
  aliases: ['spark.unsafe.offHeap'],
  since: '1.6.0',
  doc: 'Whether Spark uses memory outside of the heap.',
})

export const OFF_HEAP_SIZE = sizeProperty(
  'b',
  'bytes',
)({
  key: 'spark.memory.offHeap.size',
  default: '0b',
  check: atLeast(0, 'The off-heap memory size must not be negative'),
  since: '1.6.0',
  doc: 'How much memory outside of the heap Spark may use, added to the executor pods.',
})

export const EXECUTOR_JAVA_OPTIONS = textProperty({
  key: 'spark.executor.extraJavaOptions',
  prepended: { key: 'spark.executor.defaultJavaOptions', separator: ' ' },
  since: '1.0.0',
  doc: 'Options of the JVM of an executor, after those of `spark.executor.defaultJavaOptions`.',
})

export const EXECUTOR_CLASS_PATH = textProperty({
  key: 'spark.executor.extraClassPath',
  prepended: { key: 'spark.executor.defaultExtraClassPath', separator: ':' },
  since: '1.0.0',
  doc: "What goes before an executor's class path.",
})

export const EXECUTOR_LIBRARY_PATH = textProperty({
  key: 'spark.executor.extraLibraryPath',
  since: '1.0.0',
  doc: "What goes before an executor's library path.",
})
