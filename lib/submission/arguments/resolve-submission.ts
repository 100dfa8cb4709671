import { APP_NAME, ARCHIVES, FILES, JARS, NAMESPACE, PY_FILES } from '../../conf/catalogue/application.ts'
import { withSparkReferences } from '../../conf/references.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { type MainResource, mainResource, NO_RESOURCE } from '../main-resource.ts'
import { checkSubmission } from './check-submission.ts'
import { kubernetesMaster } from './master-url.ts'
import { flagOf, type OptionName } from './options.ts'
import type { SubmitArguments } from './parse-arguments.ts'
import { resolveUri, resolveUris } from './resolve-uri.ts'
import { type PropertyFiles, sparkProperties } from './spark-properties.ts'

/** What a command line comes to: the conf and the application, as `DriverSubmission` takes them. */
export interface ResolvedSubmission {
  readonly conf: SparkConf
  /** The `sparkdrop.*` settings, which are for the submitter alone. */
  readonly own: SparkConf
  readonly main: MainResource
  /** Absent where the manifest of the jar has to say it. */
  readonly mainClass?: string
  readonly args: readonly string[]
  readonly proxyUser?: string
  readonly warnings: readonly string[]
}

/** Where spark-submit is called from. */
export interface SubmitContext extends PropertyFiles {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The directory that relative paths start from. */
  readonly cwd: string
}

/** The options that are settings by another name. */
const SETTINGS: Partial<Record<OptionName, string>> = {
  master: 'spark.master',
  deployMode: 'spark.submit.deployMode',
  kubernetesNamespace: NAMESPACE.key,
  name: APP_NAME.key,
  driverCores: 'spark.driver.cores',
  executorMemory: 'spark.executor.memory',
  executorCores: 'spark.executor.cores',
  numExecutors: 'spark.executor.instances',
  principal: 'spark.kerberos.principal',
  keytab: 'spark.kerberos.keytab',
  packages: 'spark.jars.packages',
  excludePackages: 'spark.jars.excludes',
  repositories: 'spark.jars.repositories',
  jars: JARS.key,
  files: FILES.key,
  archives: ARCHIVES.key,
  pyFiles: PY_FILES.key,
}

/** The variables that count where neither option nor setting does. */
const VARIABLES: Readonly<Record<string, string>> = {
  MASTER: 'spark.master',
  DEPLOY_MODE: 'spark.submit.deployMode',
  SPARK_DRIVER_MEMORY: 'spark.driver.memory',
  SPARK_EXECUTOR_MEMORY: 'spark.executor.memory',
  SPARK_EXECUTOR_CORES: 'spark.executor.cores',
}

const MEANINGLESS: readonly OptionName[] = ['queue', 'totalExecutorCores']

function settingsOf({ options }: SubmitArguments): (readonly [string, string])[] {
  return Object.entries(SETTINGS).flatMap(([name, key]) => {
    const value = options[name as OptionName]
    return value === undefined ? [] : [[key, value] as const]
  })
}

/** The settings that list files. */
const FILE_LISTS: readonly string[] = [
  ...[JARS, FILES, ARCHIVES, PY_FILES].map(({ key }) => key),
  ...['files', 'archives', 'jars'].map((list) => `spark.yarn.dist.${list}`),
]

/** Files are named by URIs from here on, and the master with its scheme. */
function withResolvedUris(conf: SparkConf, cwd: string): SparkConf {
  const resolved = FILE_LISTS.flatMap((key) => {
    const list = conf.getOption(key)
    return list === undefined ? [] : [[key, resolveUris(list, cwd)] as const]
  })
  return conf.setAll([...resolved, ['spark.master', kubernetesMaster(conf.get('spark.master', ''))]])
}

const flagWarnings = ({ options, switches }: SubmitArguments): readonly string[] => [
  ...[
    ...MEANINGLESS.filter((name) => options[name] !== undefined).map(flagOf),
    ...(switches.has('supervise') ? ['--supervise'] : []),
  ].map((flag) => `${flag} means nothing on Kubernetes and is ignored`),
  ...(options.kubernetesNamespace === undefined
    ? []
    : [`--kubernetes-namespace is deprecated: use --conf ${NAMESPACE.key}=…`]),
]

/** What of Java's system properties a setting may refer to. */
const systemProperties = ({ environment, cwd }: SubmitContext): Readonly<Record<string, string | undefined>> => ({
  'user.dir': cwd,
  'user.home': environment['HOME'],
  'user.name': environment['USER'] ?? environment['LOGNAME'],
  'file.separator': '/',
  'path.separator': ':',
  'java.io.tmpdir': '/tmp',
})

/**
 * The submission that a command line means: options before `--conf`, that before the properties file, and variables of
 * the environment last. Follows SparkSubmitArguments and SparkSubmit.prepareSubmitEnvironment.
 *
 * @throws InvalidJobError for what spark-submit refuses, and for client mode
 */
export function resolveSubmission(args: SubmitArguments, context: SubmitContext): ResolvedSubmission {
  const { primaryResource } = args
  if (primaryResource === undefined) {
    throw new InvalidJobError(
      'MAIN_FILE_MISSING',
      'Must specify a primary resource (JAR or Python or R file): after the options, such as local:///opt/app.jar or s3a://bucket/app.py',
    )
  }
  const { conf: properties, own, warnings } = sparkProperties(args, context)
  const fromEnvironment = Object.entries(VARIABLES).flatMap(([variable, key]) => {
    const value = context.environment[variable]
    return value === undefined || properties.contains(key) ? [] : [[key, value] as const]
  })
  const conf = properties.setAll([...fromEnvironment, ...settingsOf(args)])
  checkSubmission(conf, args)
  const uri = primaryResource === NO_RESOURCE ? primaryResource : resolveUri(primaryResource, context.cwd)
  const { mainClass, proxyUser } = args.options
  const named = withResolvedUris(conf, context.cwd).setIfMissing(
    APP_NAME.key,
    mainClass ?? uri.slice(uri.lastIndexOf('/') + 1),
  )
  return {
    conf: withSparkReferences(named, context.environment, systemProperties(context)),
    own,
    main: mainResource(uri),
    args: args.appArgs,
    warnings: [...warnings, ...flagWarnings(args)],
    ...(mainClass === undefined ? {} : { mainClass }),
    ...(proxyUser === undefined ? {} : { proxyUser }),
  }
}
