import { randomBytes, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { NAMESPACE } from '../../conf/catalogue/application.ts'
import { DRIVER_POD_NAME } from '../../conf/catalogue/driver.ts'
import { DYNAMIC_ALLOCATION } from '../../conf/catalogue/dynamic-allocation.ts'
import { EXECUTOR_DISABLE_CONFIG_MAP, EXECUTOR_POD_TEMPLATE_FILE } from '../../conf/catalogue/executor.ts'
import { AUTHENTICATE } from '../../conf/catalogue/security.ts'
import { read } from '../../conf/property.ts'
import { withSparkReferences } from '../../conf/references.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ConfigMap, Pod } from '../../ports/kubernetes-types.ts'
import { contextConf } from '../../scheduler/executor/context-conf.ts'
import { executorConfMap } from '../../scheduler/executor/executor-conf-map.ts'
import { executorTemplate } from '../../scheduler/executor/executor-template.ts'
import type { SparkApplication } from '../../scheduler/executor/spark-application.ts'
import type { ExecutorCluster } from '../../scheduler/executor-cluster.ts'
import { DEFAULT_PROFILE, type ResourceProfile } from '../../scheduler/resource-profile.ts'
import { initialExecutors } from '../../scheduler/scheduler-settings.ts'
import { SPARK_VERSION } from '../../spark-pod/spark-version.ts'
import { systemClock } from '../../system/system-clock.ts'
import { readClientFile } from '../submit/client-path.ts'
import { regularFiles, sparkConfFolder } from '../submit/conf-folder.ts'
import { readFileAnywhere } from '../submit/remote-file.ts'
import { sparkUser } from '../submit/spark-user.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import type { ExecutorsOptions } from './executors-options.ts'
import { parseProfile } from './profile-file.ts'

/** What there is to create. */
export interface ExecutorsPlan {
  readonly application: SparkApplication
  readonly namespace: string
  /** Absent where the conf asks for none. */
  readonly configMap?: ConfigMap
  readonly targets: ReadonlyMap<ResourceProfile, number>
}

async function templateOf(conf: SparkConf, surroundings: Surroundings): Promise<{ readonly template?: unknown }> {
  const property = EXECUTOR_POD_TEMPLATE_FILE
  const file = read(conf, property)
  const bytes = file === undefined ? undefined : await readFileAnywhere(file, property.key, conf, surroundings)
  if (file === undefined || bytes === undefined) return {}
  const { parsePodTemplate } = await import('../../spark-pod/template/parse-pod-template.ts')
  return { template: parsePodTemplate(bytes, file, property.key) }
}

/** The driver pod that the conf names; without a cluster to ask, nobody knows it. */
async function driverPodOf(conf: SparkConf, cluster: ExecutorCluster | undefined): Promise<{ driverPod?: Pod }> {
  const name = read(conf, DRIVER_POD_NAME)
  if (name === undefined || cluster === undefined) return {}
  const namespace = read(conf, NAMESPACE)
  const driverPod = await cluster.getPod(namespace, name)
  if (driverPod !== undefined) return { driverPod }
  const message =
    `No pod was found named ${name} in namespace ${namespace} (this was supposed to be the driver pod): the executors ` +
    `would belong to it. Leave ${DRIVER_POD_NAME.key} out where there is none.`
  throw new InvalidJobError('DRIVER_POD_MISSING', message, { details: { property: DRIVER_POD_NAME.key, value: name } })
}

/** Driver and executors share a secret that a driver draws anew each time it begins. */
const secretsOf = (conf: SparkConf): { readonly secretEnv?: ReadonlyMap<string, string> } =>
  read(conf, AUTHENTICATE) ? { secretEnv: new Map([['_SPARK_AUTH_SECRET', randomBytes(32).toString('hex')]]) } : {}

function profileOf(file: string | undefined, cwd: string): ResourceProfile {
  if (file === undefined) return DEFAULT_PROFILE
  const bytes = readClientFile(file, cwd, '--profile')
  if (bytes !== undefined) return parseProfile(bytes.toString('utf8'), file)
  const message = `--profile: ${file} does not exist or is not a file`
  throw new InvalidJobError('INVALID_PROFILE', message, { details: { property: '--profile', value: file } })
}

/** An application that uses another profile begins with executors of the default one, where their number may change. */
function targetsOf(conf: SparkConf, count: number, profile: ResourceProfile): ReadonlyMap<ResourceProfile, number> {
  const first = profile !== DEFAULT_PROFILE && read(conf, DYNAMIC_ALLOCATION) ? initialExecutors(conf) : 0
  if (first === 0) return new Map([[profile, count]])
  return new Map([
    [DEFAULT_PROFILE, first],
    [profile, Math.max(1, count - first)],
  ])
}

/**
 * Reads all that executors are made from. What is wrong with the settings or the files shows here.
 * @param cluster where to look for the driver pod
 * @throws InvalidJobError naming the option, setting or file; KubernetesError, TransientError
 */
export async function planExecutors(
  given: SparkConf,
  options: ExecutorsOptions,
  cluster: ExecutorCluster | undefined,
  surroundings: Surroundings,
): Promise<ExecutorsPlan> {
  const profile = profileOf(options.profileFile, surroundings.cwd)
  const appId = given.getOption('spark.app.id') ?? `spark-${randomUUID().replaceAll('-', '')}`
  const referring = withSparkReferences(given, surroundings.environment)
  const conf = contextConf(referring, { appId, startTime: systemClock.now(), host: hostname() })
  const localDirs = surroundings.environment['SPARK_LOCAL_DIRS']
  const application = {
    appId,
    conf,
    sparkVersion: SPARK_VERSION,
    sparkUser: sparkUser(undefined, surroundings),
    ...(localDirs === undefined ? {} : { localDirs }),
    ...(await templateOf(conf, surroundings)),
    ...(await driverPodOf(conf, cluster)),
    ...secretsOf(conf),
  }
  const { configMap, confFiles, warnings } = executorConfMap(
    application,
    regularFiles(sparkConfFolder(surroundings)) ?? [],
  )
  for (const warning of [...executorTemplate(application).warnings, ...warnings]) warn(surroundings, warning)
  return {
    application: { ...application, confFiles },
    namespace: read(conf, NAMESPACE),
    ...(read(conf, EXECUTOR_DISABLE_CONFIG_MAP) ? {} : { configMap }),
    targets: targetsOf(conf, options.count ?? initialExecutors(given), profile),
  }
}
