/**
 * The options of spark-submit that take a value, and what each sets. Follows SparkSubmitOptionParser, but for
 * `--kubernetes-namespace`, which the first Spark on Kubernetes had, `--output`, which goes with `--dry-run`, and those for
 * a deployed stack: `--stack`, `--api`, `--id`, `--namespace`, `--timeout`.
 */
export const OPTIONS = {
  '--api': 'api',
  '--archives': 'archives',
  '--class': 'mainClass',
  '--conf': 'conf',
  '-c': 'conf',
  '--deploy-mode': 'deployMode',
  '--driver-class-path': 'driverClassPath',
  '--driver-cores': 'driverCores',
  '--driver-java-options': 'driverJavaOptions',
  '--driver-library-path': 'driverLibraryPath',
  '--driver-memory': 'driverMemory',
  '--exclude-packages': 'excludePackages',
  '--executor-cores': 'executorCores',
  '--executor-memory': 'executorMemory',
  '--files': 'files',
  '--id': 'id',
  '--jars': 'jars',
  '--keytab': 'keytab',
  '--kill': 'kill',
  '--kubernetes-namespace': 'kubernetesNamespace',
  '--master': 'master',
  '--name': 'name',
  '--namespace': 'namespace',
  '--num-executors': 'numExecutors',
  '--output': 'output',
  '-o': 'output',
  '--packages': 'packages',
  '--principal': 'principal',
  '--properties-file': 'propertiesFile',
  '--proxy-user': 'proxyUser',
  '--py-files': 'pyFiles',
  '--queue': 'queue',
  '--remote': 'remote',
  '--repositories': 'repositories',
  '--stack': 'stack',
  '--status': 'status',
  '--timeout': 'timeout',
  '--total-executor-cores': 'totalExecutorCores',
} as const

/** The options that spark-submit's launcher turns into `--conf` where they stand, so that the last of both counts. */
export const CONF_OPTIONS: Partial<Record<Exclude<(typeof OPTIONS)[keyof typeof OPTIONS], 'conf'>, string>> = {
  driverClassPath: 'spark.driver.extraClassPath',
  driverJavaOptions: 'spark.driver.extraJavaOptions',
  driverLibraryPath: 'spark.driver.extraLibraryPath',
  driverMemory: 'spark.driver.memory',
}

/** The options that stand alone; `--dry-run`, `--follow` and `--wait` are sparkdrop's own. */
export const SWITCHES = {
  '--dry-run': 'dryRun',
  '--follow': 'follow',
  '--help': 'help',
  '-h': 'help',
  '--load-spark-defaults': 'loadSparkDefaults',
  '--supervise': 'supervise',
  '--usage-error': 'usageError',
  '--verbose': 'verbose',
  '-v': 'verbose',
  '--version': 'version',
  '--wait': 'wait',
} as const

export type OptionName = Exclude<(typeof OPTIONS)[keyof typeof OPTIONS], 'conf'>
export type SwitchName = (typeof SWITCHES)[keyof typeof SWITCHES]

/** The option's text on the command line, for messages. */
export const flagOf = (name: OptionName): string =>
  Object.entries(OPTIONS).find(([, value]) => value === name)?.[0] ?? name
