import { parseByteSize } from '../../conf/codecs/byte-size.ts'
import { parseInteger } from '../../conf/codecs/number.ts'
import { invalidProperty } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { SubmitArguments } from './parse-arguments.ts'

const bytes = (text: string): number => parseByteSize(text, 'b')

/** Settings that have to be positive, how they are read, and what spark-submit calls them. */
const POSITIVE: readonly (readonly [string, (text: string) => number, string])[] = [
  ['spark.driver.memory', bytes, 'Driver memory'],
  ['spark.executor.memory', bytes, 'Executor memory'],
  ['spark.driver.cores', parseInteger, 'Driver cores'],
  ['spark.executor.cores', parseInteger, 'Executor cores'],
  ['spark.executor.instances', parseInteger, 'Number of executors'],
]

const CLIENT_MODE =
  'Client mode runs the driver where spark-submit is called, which takes a JVM. Use --deploy-mode cluster; or run ' +
  "Spark's own spark-submit in a pod behind a headless service, with spark.driver.host set to that service and " +
  'spark.kubernetes.driver.pod.name to the pod, so that it owns its executors: `sparkdrop client-service --pod <pod>` ' +
  'makes that service and prints the settings.'

function checkPositive(conf: SparkConf): void {
  const dynamic = conf.get('spark.dynamicAllocation.enabled', 'false').toLowerCase() === 'true'
  for (const [key, parse, name] of POSITIVE) {
    const value = conf.getOption(key)
    if (value === undefined || (dynamic && key === 'spark.executor.instances')) continue
    const problem = `${name} must be a positive number, but is '${value}'`
    try {
      if (parse(value) > 0) continue
    } catch (error) {
      if (!(error instanceof SparkdropError)) throw error
      throw invalidProperty(key, value, `${problem}. ${error.message}`, error)
    }
    throw invalidProperty(key, value, problem)
  }
}

function checkJavaOptions(conf: SparkConf): void {
  for (const key of ['spark.driver.defaultJavaOptions', 'spark.driver.extraJavaOptions']) {
    const value = conf.getOption(key)
    if (value === undefined || !value.includes('Xmx')) continue
    const problem =
      `Not allowed to specify max heap(Xmx) memory settings through java options (was ${value}). Use the ` +
      'corresponding --driver-memory or spark.driver.memory configuration instead.'
    throw invalidProperty(key, value, problem)
  }
}

/**
 * What spark-submit itself checks before anything else looks at the conf. Follows
 * SparkSubmitArguments.validateSubmitArguments.
 * @throws InvalidJobError INVALID_PROPERTY, CLIENT_MODE, INVALID_DEPLOY_MODE, PROXY_USER_AND_PRINCIPAL
 */
export function checkSubmission(conf: SparkConf, args: SubmitArguments): void {
  const mode = conf.get('spark.submit.deployMode', 'client')
  const details = { property: 'spark.submit.deployMode', value: mode }
  if (mode === 'client') throw new InvalidJobError('CLIENT_MODE', CLIENT_MODE, { details })
  if (mode !== 'cluster') {
    const message = `--deploy-mode must be either "client" or "cluster", but is '${mode}'`
    throw new InvalidJobError('INVALID_DEPLOY_MODE', message, { details })
  }
  checkPositive(conf)
  checkJavaOptions(conf)
  const principal = conf.getOption('spark.kerberos.principal')
  if (args.options.proxyUser !== undefined && principal !== undefined) {
    throw new InvalidJobError('PROXY_USER_AND_PRINCIPAL', 'Only one of --proxy-user or --principal can be provided.', {
      details: { property: 'spark.kerberos.principal', value: principal },
    })
  }
}
