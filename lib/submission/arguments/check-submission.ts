import { parseByteSize } from '../../conf/codecs/byte-size.ts'
import { parseBareInteger } from '../../conf/codecs/number.ts'
import { invalidProperty } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { SubmitArguments } from './parse-arguments.ts'

const bytes = (text: string): number => parseByteSize(text, 'b')

/** Settings that have to be positive, how they are read, and what spark-submit calls them. */
const POSITIVE: readonly (readonly [string, (text: string) => number, string])[] = [
  ['spark.driver.memory', bytes, 'Driver memory'],
  ['spark.executor.memory', bytes, 'Executor memory'],
  ['spark.driver.cores', parseBareInteger, 'Driver cores'],
  ['spark.executor.cores', parseBareInteger, 'Executor cores'],
  ['spark.cores.max', parseBareInteger, 'Total executor cores'],
  ['spark.executor.instances', parseBareInteger, 'Number of executors'],
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
    const problem = `${name} must be a positive number`
    try {
      if (parse(value) > 0) continue
    } catch (error) {
      if (!(error instanceof SparkdropError)) throw error
      const named = error.message.includes(`'${value}'`) ? problem : `${problem}, but is '${value}'`
      throw invalidProperty(key, value, `${named}: ${error.message}`, error)
    }
    throw invalidProperty(key, value, `${problem}, but is '${value}'`)
  }
}

/** A word of a command line, quoted parts and all. */
const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs

const unescaped = (text: string): string => text.replace(/\\(.)/gs, '$1')

/** The words of a command line as Java gets them: a quote that is escaped, or in the other kind of quotes, stays. */
const words = (text: string): readonly string[] =>
  (text.match(WORD) ?? []).map((word) =>
    word.replace(/\\.|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (part, double?: string, single?: string) => {
      return single ?? unescaped(double ?? part)
    }),
  )

function checkJavaOptions(conf: SparkConf): void {
  for (const key of ['spark.driver.defaultJavaOptions', 'spark.driver.extraJavaOptions']) {
    const value = conf.getOption(key)
    if (value === undefined) continue
    if (value.replace(WORD, '').trim() !== '') {
      throw invalidProperty(key, value, `Invalid option string: ${value}: a quote or a backslash has nothing to end it`)
    }
    if (!words(value).some((word) => word.startsWith('-Xmx'))) continue
    const problem =
      `Not allowed to specify max heap(Xmx) memory settings through java options (was ${value}). Use the ` +
      'corresponding --driver-memory or spark.driver.memory configuration instead.'
    throw invalidProperty(key, value, problem)
  }
}

/** What talks to a person at a terminal or serves on a port of its own, by its class or by what stands for it. */
const NOT_FOR_A_CLUSTER: Readonly<Record<string, string>> = {
  'spark-shell': 'Spark shells',
  'pyspark-shell': 'Spark shells',
  'sparkr-shell': 'Spark shells',
  'connect-shell': 'Spark shells',
  'org.apache.spark.repl.Main': 'Spark shells',
  'org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver': 'Spark SQL shell',
  'org.apache.spark.sql.hive.thriftserver.HiveThriftServer2': 'Spark Thrift server',
  'org.apache.spark.sql.connect.service.SparkConnectServer': 'Spark Connect server',
}

function checkApplication({ options, primaryResource }: SubmitArguments): void {
  for (const name of [options.mainClass, primaryResource]) {
    const kind = name !== undefined && Object.hasOwn(NOT_FOR_A_CLUSTER, name) ? NOT_FOR_A_CLUSTER[name] : undefined
    if (kind === undefined) continue
    const message = `Cluster deploy mode is not applicable to ${kind} (${name}): run it by Spark's own scripts.`
    throw new InvalidJobError('NOT_FOR_A_CLUSTER', message, { details: { value: name } })
  }
}

function checkRemote(conf: SparkConf, { options }: SubmitArguments): void {
  const remote = options.remote ?? conf.getOption('spark.remote')
  if (remote === undefined) return
  const message = `Remote cannot be specified with master and/or deploy mode: leave out --remote or spark.remote (is '${remote}').`
  throw new InvalidJobError('REMOTE_AND_MASTER', message, { details: { property: 'spark.remote', value: remote } })
}

function checkProxyUser(conf: SparkConf, { proxyUser }: SubmitArguments['options']): void {
  if (proxyUser === '') throw new InvalidJobError('PROXY_USER_MISSING', '--proxy-user names nobody.')
  const principal = conf.getOption('spark.kerberos.principal')
  if (proxyUser === undefined || principal === undefined) return
  throw new InvalidJobError('PROXY_USER_AND_PRINCIPAL', 'Only one of --proxy-user or --principal can be provided.', {
    details: { property: 'spark.kerberos.principal', value: principal },
  })
}

/**
 * What spark-submit itself checks before anything else looks at the conf. Follows
 * SparkSubmitArguments.validateSubmitArguments.
 * @throws InvalidJobError INVALID_PROPERTY, CLIENT_MODE, INVALID_DEPLOY_MODE, PROXY_USER_AND_PRINCIPAL,
 *   PROXY_USER_MISSING, REMOTE_AND_MASTER, NOT_FOR_A_CLUSTER
 */
export function checkSubmission(conf: SparkConf, args: SubmitArguments): void {
  const mode = conf.get('spark.submit.deployMode', 'client')
  const details = { property: 'spark.submit.deployMode', value: mode }
  if (mode === 'client') throw new InvalidJobError('CLIENT_MODE', CLIENT_MODE, { details })
  if (mode !== 'cluster') {
    const message = `--deploy-mode must be either "client" or "cluster", but is '${mode}'`
    throw new InvalidJobError('INVALID_DEPLOY_MODE', message, { details })
  }
  const cores = args.options.totalExecutorCores
  checkPositive(cores === undefined ? conf : conf.set('spark.cores.max', cores))
  checkJavaOptions(conf)
  checkRemote(conf, args)
  checkApplication(args)
  checkProxyUser(conf, args.options)
}
