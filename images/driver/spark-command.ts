import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>
export type Command = readonly [string, ...string[]]

const required = (env: Environment, name: string): string => {
  const value = env[name]
  if (value === undefined) throw new Error(`${name} is not set: Spark sets it on the pods that it makes`)
  return value
}

/**
 * The driver as the stock image starts it: spark-submit in client mode, bound to the pod's address.
 * @param options of spark-submit that yield to those in `args`
 */
export const driverCommand = (args: readonly string[], env: Environment, options: readonly string[] = []): Command => {
  const address = required(env, 'SPARK_DRIVER_BIND_ADDRESS')
  return [
    join(required(env, 'SPARK_HOME'), 'bin', 'spark-submit'),
    '--conf',
    `spark.driver.bindAddress=${address}`,
    '--conf',
    `spark.executorEnv.SPARK_DRIVER_POD_IP=${address}`,
    '--deploy-mode',
    'client',
    ...options,
    ...args,
  ]
}

const JAVA_OPTION = /^SPARK_JAVA_OPT_(\d+)$/

/** Values of SPARK_JAVA_OPT_0, _1, … in the order of their numbers. */
const javaOptions = (env: Environment): readonly string[] =>
  Object.entries(env)
    .flatMap(([name, value]) => {
      const index = JAVA_OPTION.exec(name)?.[1]
      return index && value !== undefined ? [[Number(index), value] as const] : []
    })
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value)

/** The class path in the stock image's order: configuration before Spark's jars, additions after them. */
const classPath = (env: Environment): string => {
  const home = required(env, 'SPARK_HOME')
  return [
    env['SPARK_CONF_DIR'] ?? join(home, 'conf'),
    env['HADOOP_CONF_DIR'],
    env['SPARK_CLASSPATH'],
    join(home, 'jars', '*'),
    env['SPARK_EXTRA_CLASSPATH'],
    env['SPARK_DIST_CLASSPATH'],
  ]
    .filter(Boolean)
    .join(':')
}

/** The executor as the stock image starts it, from what the driver put into the pod's environment. */
export const executorCommand = (env: Environment): Command => {
  const memory = required(env, 'SPARK_EXECUTOR_MEMORY')
  const java = env['JAVA_HOME'] ? join(env['JAVA_HOME'], 'bin', 'java') : 'java'
  return [
    java,
    ...javaOptions(env),
    `-Xms${memory}`,
    `-Xmx${memory}`,
    '-cp',
    classPath(env),
    'org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend',
    '--driver-url',
    required(env, 'SPARK_DRIVER_URL'),
    '--executor-id',
    required(env, 'SPARK_EXECUTOR_ID'),
    '--cores',
    required(env, 'SPARK_EXECUTOR_CORES'),
    '--app-id',
    required(env, 'SPARK_APPLICATION_ID'),
    '--hostname',
    required(env, 'SPARK_EXECUTOR_POD_IP'),
    '--resourceProfileId',
    required(env, 'SPARK_RESOURCE_PROFILE_ID'),
    '--podName',
    required(env, 'SPARK_EXECUTOR_POD_NAME'),
  ]
}
