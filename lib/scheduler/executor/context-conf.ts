import { DRIVER_HOST, DRIVER_JAVA_OPTIONS } from '../../conf/catalogue/driver.ts'
import { EXECUTOR_POD_NAME_PREFIX } from '../../conf/catalogue/executor.ts'
import { EXECUTOR_JAVA_OPTIONS } from '../../conf/catalogue/executor-resources.ts'
import { settingsOrder } from '../../conf/jvm-order.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { checkContext } from './context-checks.ts'
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
  checkContext(conf)
  const defaults = { [DRIVER_HOST.key]: host, 'spark.driver.port': '7078', ...HADOOP_DEFAULTS }
  const complete = conf
    .replacedBy(Object.entries({ ...defaults, ...conf.toRecord() }))
    .setAll([
      withJavaOptions(conf, DRIVER_JAVA_OPTIONS.key),
      withJavaOptions(conf, EXECUTOR_JAVA_OPTIONS.key),
      ['spark.app.startTime', String(startTime)],
      ['spark.executor.id', 'driver'],
      [EXECUTOR_POD_NAME_PREFIX.key, executorNamePrefix(conf, appId)],
    ])
  return complete.replacedBy(settingsOrder(complete.entries()))
}
