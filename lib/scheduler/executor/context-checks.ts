import { EXECUTOR_CORES, EXECUTOR_JAVA_OPTIONS, EXECUTOR_MEMORY } from '../../conf/catalogue/executor-resources.ts'
import {
  AUTH_SECRET_DRIVER_FILE,
  AUTH_SECRET_EXECUTOR_FILE,
  AUTH_SECRET_FILE,
  AUTHENTICATE,
} from '../../conf/catalogue/security.ts'
import { parseByteSize } from '../../conf/codecs/byte-size.ts'
import { parseDecimal, parseInteger } from '../../conf/codecs/number.ts'
import { deviceLimits } from '../../conf/device-limits.ts'
import { invalidProperty, parseSetting, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'

const TASK_CPUS = 'spark.task.cpus'
const TASK_DEVICES = 'spark.task.resource.'

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

/** What has settings of its own may not come by way of the executors' Java options. */
function requireOwnSettings(conf: SparkConf): void {
  for (const key of ['spark.executor.defaultJavaOptions', EXECUTOR_JAVA_OPTIONS.key]) {
    const text = conf.get(key, '')
    if (text.includes('-Dspark')) {
      throw invalidProperty(key, text, `it is not allowed to set Spark options (was '${text}'): set them in the conf`)
    }
    if (text.includes('-Xmx')) {
      const problem = `it is not allowed to specify max heap memory settings (was '${text}'): use ${EXECUTOR_MEMORY.key}`
      throw invalidProperty(key, text, problem)
    }
  }
}

/** The devices that tasks take have to be there. */
function requireTaskDevices(conf: SparkConf): void {
  const amounts = [...conf.getAllWithPrefix(TASK_DEVICES)].filter(([name]) => name.endsWith('.amount'))
  const devices = deviceLimits(conf, 'spark.executor')
  const names = new Set(Object.keys(devices).map((device) => device.slice(device.indexOf('/') + 1)))
  for (const [name, amount] of amounts) {
    const device = name.slice(0, -'.amount'.length)
    const key = TASK_DEVICES + name
    if (parseSetting(key, amount, parseDecimal) <= 0 || names.has(device)) continue
    const problem = `No executor resource configs were specified for the following task configs: ${device}: set spark.executor.resource.${device}.amount`
    throw invalidProperty(key, amount, problem)
  }
}

/** Driver and executors know the same secret, each from its own file. */
function requireBothSecretFiles(conf: SparkConf): void {
  const isMissing = (file: typeof AUTH_SECRET_FILE): boolean => read(conf, file) === undefined
  const missing = [AUTH_SECRET_DRIVER_FILE, AUTH_SECRET_EXECUTOR_FILE].filter(isMissing)
  if (!read(conf, AUTHENTICATE) || missing.length !== 1) return
  const [{ key } = AUTH_SECRET_FILE] = missing
  const problem = 'Secret files must be specified for both the driver and the executors, not only one or the other'
  throw invalidProperty(key, '', problem)
}

/**
 * Refuses a conf with which a driver would end before it asks for executors. Follows SparkConf.validateSettings,
 * UnifiedMemoryManager, ResourceUtils and SecurityManager.
 * @throws InvalidJobError INVALID_PROPERTY
 */
export function checkContext(conf: SparkConf): void {
  requireEnoughMemory(conf)
  requireEnoughCores(conf)
  requireOwnSettings(conf)
  requireTaskDevices(conf)
  requireBothSecretFiles(conf)
}
