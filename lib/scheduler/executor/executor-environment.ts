import { DRIVER_PORT } from '../../conf/catalogue/application.ts'
import { DRIVER_BIND_ADDRESS, DRIVER_HOST } from '../../conf/catalogue/driver.ts'
import { EXECUTOR_USE_DRIVER_POD_IP } from '../../conf/catalogue/executor.ts'
import { EXECUTOR_CLASS_PATH, EXECUTOR_LIBRARY_PATH } from '../../conf/catalogue/executor-resources.ts'
import { AUTH_SECRET_EXECUTOR_FILE } from '../../conf/catalogue/security.ts'
import { invalidProperty, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { EnvVar } from '../../ports/kubernetes-types.ts'
import { SPARK_CONF_DIR } from '../../spark-pod/spark-conf-map.ts'
import { envVars } from '../../spark-pod/spark-pod.ts'
import type { ExecutorGroup } from './executor-step.ts'
import { javaOptions } from './java-options.ts'

const LOG_URL = 'spark.ui.custom.executor.log.url'
/** In this variable of the user's, the names of two of Spark's stand for their values. */
const EXECUTOR_DIRS = 'SPARK_EXECUTOR_DIRS'
const AUTH_SECRET_ENV = '_SPARK_AUTH_SECRET'

type Pairs = readonly (readonly [string, string])[]

/**
 * An address of IPv6 in brackets and in its shortest form; what else the text may be stays as it is. Follows
 * Utils.normalizeIpIfNeeded, which knows such an address by its colons and decimal digits.
 */
function bracketed(host: string, key: string): string {
  const address = /^\[?([0-9:]+?:[0-9]*)\]?$/.exec(host)?.[1]
  if (address === undefined) return host
  const url = `http://[${address}]`
  if (URL.canParse(url)) return new URL(url).hostname
  throw invalidProperty(key, host, `'${host}' is no host name, nor an address`)
}

function driverUrl(conf: SparkConf): string {
  const address = read(conf, EXECUTOR_USE_DRIVER_POD_IP) ? DRIVER_BIND_ADDRESS : DRIVER_HOST
  const host = read(conf, address) ?? read(conf, DRIVER_HOST)
  if (host === undefined) throw invalidProperty(address.key, '', 'executors have to know where their driver is: set it')
  return `spark://CoarseGrainedScheduler@${bracketed(host, address.key)}:${read(conf, DRIVER_PORT)}`
}

const present = (name: string, value: string | undefined): Pairs => (value === undefined ? [] : [[name, value]])

/** The user's own variables, but for those whose names are none. */
const userVariables = (conf: SparkConf): Pairs =>
  [...conf.getAllWithPrefix('spark.executorEnv.')].filter(([name]) => /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name))

const secretVariables = ({ conf, secretEnv }: ExecutorGroup): Pairs =>
  [...(secretEnv ?? [])].filter(
    ([name]) => name !== AUTH_SECRET_ENV || read(conf, AUTH_SECRET_EXECUTOR_FILE) === undefined,
  )

const FIELDS: readonly EnvVar[] = [
  { name: 'SPARK_EXECUTOR_POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
  { name: 'SPARK_EXECUTOR_POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
]

/**
 * The environment of an executor's container, by executor: all that its entrypoint needs to start it. Follows
 * BasicExecutorFeatureStep.
 * @throws InvalidJobError INVALID_PROPERTY
 */
export function executorEnvironment(group: ExecutorGroup): (executorId: string) => readonly EnvVar[] {
  const { appId, conf, profile, resources, sparkUser } = group
  const before: Pairs = [
    ['SPARK_USER', sparkUser],
    ['SPARK_DRIVER_URL', driverUrl(conf)],
    ['SPARK_EXECUTOR_CORES', String(resources.cores)],
    ['SPARK_EXECUTOR_MEMORY', `${resources.memoryMiB}m`],
    ['SPARK_APPLICATION_ID', appId],
    ['SPARK_CONF_DIR', SPARK_CONF_DIR],
  ]
  const forLogs = conf.contains(LOG_URL)
  const attributes = (executorId: string): Pairs =>
    forLogs
      ? [
          ['SPARK_EXECUTOR_ATTRIBUTE_APP_ID', appId],
          ['SPARK_EXECUTOR_ATTRIBUTE_EXECUTOR_ID', executorId],
        ]
      : []
  const user = userVariables(conf)
  const after: Pairs = [
    ...secretVariables(group),
    ...present('SPARK_CLASSPATH', read(conf, EXECUTOR_CLASS_PATH)),
    ...present('SPARK_EXECUTOR_LIBRARY_PATH', read(conf, EXECUTOR_LIBRARY_PATH)),
  ]
  const options = javaOptions(conf, appId)
  const withIds = ([name, value]: readonly [string, string], executorId: string): readonly [string, string] =>
    name === EXECUTOR_DIRS
      ? [name, value.replaceAll('SPARK_APPLICATION_ID', appId).replaceAll('SPARK_EXECUTOR_ID', executorId)]
      : [name, value]
  return (executorId) => [
    ...envVars([
      ...before,
      ['SPARK_EXECUTOR_ID', executorId],
      ['SPARK_RESOURCE_PROFILE_ID', String(profile.id)],
      ...attributes(executorId),
      ...user.map((variable) => withIds(variable, executorId)),
      ...after,
      ...options(executorId).map((option, index) => [`SPARK_JAVA_OPT_${index}`, option] as const),
    ]),
    ...FIELDS,
  ]
}
