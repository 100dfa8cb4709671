import { EXECUTOR_JAVA_OPTIONS } from '../../conf/catalogue/executor-resources.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { substituteIds } from '../../spark-pod/bookkeeping-labels.ts'
import { splitCommand } from './split-command.ts'

const AUTH_SECRET = 'spark.authenticate.secret'
const EXECUTOR_ID = '{{EXECUTOR_ID}}'

/** Settings that an executor needs before it can ask its driver for the others. Follows SparkConf.isExecutorStartupConf. */
const isStartupSetting = (key: string): boolean =>
  (key.startsWith('spark.auth') && key !== AUTH_SECRET) ||
  key.startsWith('spark.rpc') ||
  key.startsWith('spark.network') ||
  (key.startsWith('spark.ssl') && !key.includes('Password')) ||
  (key.startsWith('spark.') && key.endsWith('.port')) ||
  key.startsWith('spark.port.')

/**
 * The options of the executors' JVMs, by executor: what users and Spark ask for, and the settings that are needed from
 * the start.
 */
export function javaOptions(conf: SparkConf, appId: string): (executorId: string) => readonly string[] {
  const text = read(conf, EXECUTOR_JAVA_OPTIONS) ?? ''
  const startup = conf
    .entries()
    .filter(([key]) => isStartupSetting(key))
    .map(([key, value]) => `-D${key}=${value}`)
  // An executor's id is a number, or a word: it can be filled in after the text has been split.
  const words = splitCommand(substituteIds(text, appId, EXECUTOR_ID))
  const asShared = [...words, ...startup]
  if (!text.includes(EXECUTOR_ID)) return () => asShared
  return (executorId) => [...words.map((word) => word.replaceAll(EXECUTOR_ID, executorId)), ...startup]
}
