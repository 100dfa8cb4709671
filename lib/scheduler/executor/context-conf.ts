import { DRIVER_HOST, DRIVER_JAVA_OPTIONS } from '../../conf/catalogue/driver.ts'
import { EXECUTOR_POD_NAME_PREFIX } from '../../conf/catalogue/executor.ts'
import { EXECUTOR_CORES, EXECUTOR_JAVA_OPTIONS, EXECUTOR_MEMORY } from '../../conf/catalogue/executor-resources.ts'
import { parseByteSize } from '../../conf/codecs/byte-size.ts'
import { parseInteger } from '../../conf/codecs/number.ts'
import { settingsOrder } from '../../conf/jvm-order.ts'
import { invalidProperty, parseSetting, read } from '../../conf/property.ts'
import { SparkConf } from '../../conf/spark-conf.ts'
import { executorNamePrefix } from './executor-name-prefix.ts'

/** What the JVMs of Spark 4.1 have to be allowed and told: JavaModuleOptions.defaultModuleOptions. */
const MODULE_OPTIONS = [
  '-XX:+IgnoreUnrecognizedVMOptions',
  '--add-modules=jdk.incubator.vector',
  ...[
    'java.base/java.lang',
    'java.base/java.lang.invoke',
    'java.base/java.lang.reflect',
    'java.base/java.io',
    'java.base/java.net',
    'java.base/java.nio',
    'java.base/java.util',
    'java.base/java.util.concurrent',
    'java.base/java.util.concurrent.atomic',
    'java.base/jdk.internal.ref',
    'java.base/sun.nio.ch',
    'java.base/sun.nio.cs',
    'java.base/sun.security.action',
    'java.base/sun.util.calendar',
    'java.security.jgss/sun.security.krb5',
  ].map((name) => `--add-opens=${name}=ALL-UNNAMED`),
  '-Djdk.reflect.useDirectMethodHandle=false',
  '-Dio.netty.tryReflectionSetAccessible=true',
  '-Dio.netty.allocator.type=pooled',
  '-Dio.netty.handler.ssl.defaultEndpointVerificationAlgorithm=NONE',
  '--enable-native-access=ALL-UNNAMED',
]

const JAVA_OPTIONS = ['-Djava.net.preferIPv6Addresses=false', ...MODULE_OPTIONS].join(' ')

/** Hadoop reads vectors of ranges so, unless somebody says otherwise. */
const HADOOP_DEFAULTS: Readonly<Record<string, string>> = {
  'spark.hadoop.fs.s3a.vectored.read.min.seek.size': '128K',
  'spark.hadoop.fs.s3a.vectored.read.max.merged.size': '2M',
}

const TASK_CPUS = 'spark.task.cpus'

const RESERVED_BYTES = 300 * 1024 * 1024
const LEAST_MEMORY_BYTES = 1.5 * RESERVED_BYTES

/** Less memory than this the driver's own memory manager refuses, to which a number alone is one of bytes. */
function requireEnoughMemory(conf: SparkConf): void {
  const { key } = EXECUTOR_MEMORY
  const text = conf.getOption(key)
  if (text === undefined || parseSetting(key, text, (size) => parseByteSize(size, 'b')) >= LEAST_MEMORY_BYTES) return
  const problem = `Executor memory ${text} must be at least ${LEAST_MEMORY_BYTES} bytes (450m); a number alone is in bytes here`
  throw invalidProperty(key, text, problem)
}

/** Fewer cores than a task takes the driver refuses. */
function requireEnoughCores(conf: SparkConf): void {
  const { key } = EXECUTOR_CORES
  const cores = read(conf, EXECUTOR_CORES)
  const taskCpus = parseSetting(TASK_CPUS, conf.get(TASK_CPUS, '1'), parseInteger)
  if (cores >= taskCpus) return
  const problem = `The number of cores per executor (=${cores}) has to be >= the number of cpus per task = ${taskCpus} (${TASK_CPUS})`
  throw invalidProperty(key, String(cores), problem)
}

/** The driver that a conf becomes one of. */
export interface DriverContext {
  readonly appId: string
  /** When the driver began, in milliseconds since the epoch. */
  readonly startTime: number
  /** Where executors reach the driver, unless the conf says. */
  readonly host: string
}

const withJavaOptions = (conf: SparkConf, key: string): readonly [string, string] => [
  key,
  [JAVA_OPTIONS, conf.getOption(key)].filter((text) => text !== undefined).join(' '),
]

/**
 * What the SparkContext of a driver makes of its conf before it asks for executors, in the order in which the JVM goes
 * through it; `spark.app.id` it sets later, where it is not given. For a driver that is not there; one that is knows
 * its conf itself. Follows SparkContext and
 * KubernetesClusterManager of Spark 4.1.
 * @throws InvalidJobError INVALID_PROPERTY where the driver itself would refuse the conf
 */
export function contextConf(conf: SparkConf, { appId, startTime, host }: DriverContext): SparkConf {
  requireEnoughMemory(conf)
  requireEnoughCores(conf)
  const defaults = { [DRIVER_HOST.key]: host, 'spark.driver.port': '7078', ...HADOOP_DEFAULTS }
  const complete = SparkConf.of({ ...defaults, ...conf.toRecord() }).setAll([
    withJavaOptions(conf, DRIVER_JAVA_OPTIONS.key),
    withJavaOptions(conf, EXECUTOR_JAVA_OPTIONS.key),
    ['spark.app.startTime', String(startTime)],
    ['spark.executor.id', 'driver'],
    [EXECUTOR_POD_NAME_PREFIX.key, executorNamePrefix(conf, appId)],
  ])
  return SparkConf.of(settingsOrder(complete.entries()))
}
