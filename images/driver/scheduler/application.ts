import { readFile } from 'node:fs/promises'
import { EXECUTOR_POD_TEMPLATE_FILE } from '../../../lib/conf/catalogue/executor.ts'
import { read } from '../../../lib/conf/property.ts'
import { withSparkReferences } from '../../../lib/conf/references.ts'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { executorConfMap } from '../../../lib/scheduler/executor/executor-conf-map.ts'
import type { SparkApplication } from '../../../lib/scheduler/executor/spark-application.ts'
import type { NamedFile } from '../../../lib/spark-pod/named-file.ts'
import type { StartMessage } from './protocol.ts'

/** What of the driver's surroundings goes into its executors. */
export interface DriverSurroundings {
  /** The files of SPARK_CONF_DIR. */
  readonly confFiles: readonly NamedFile[]
  /** The variable SPARK_LOCAL_DIRS. */
  readonly localDirs?: string | undefined
  /** All its variables, to which settings may refer. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

const templateOf = async (conf: SparkConf): Promise<{ template?: unknown }> => {
  const file = read(conf, EXECUTOR_POD_TEMPLATE_FILE)
  if (file === undefined) return {}
  const content = await readFile(file.replace(/^(?:file|local):(?:\/\/)?/, ''))
  // Most applications have none, and need no YAML.
  const { parsePodTemplate } = await import('../../../lib/spark-pod/template/parse-pod-template.ts')
  return { template: parsePodTemplate(content, file, EXECUTOR_POD_TEMPLATE_FILE.key) }
}

/** The application whose executors the loop makes. @throws where its template cannot be read */
export const applicationOf = async (
  start: StartMessage,
  { confFiles, localDirs, environment }: DriverSurroundings,
): Promise<SparkApplication> => {
  const conf = withSparkReferences(SparkConf.of(start.conf).set('spark.app.id', start.appId), environment)
  const application: SparkApplication = {
    appId: start.appId,
    conf,
    sparkVersion: start.sparkVersion,
    sparkUser: start.sparkUser,
    secretEnv: new Map(Object.entries(start.secretEnvironment)),
    executorConfMap: start.executorConfigMap,
    ...(start.driverPod === undefined ? {} : { driverPod: start.driverPod }),
    ...(localDirs === undefined ? {} : { localDirs }),
    ...(await templateOf(conf)),
  }
  return { ...application, confFiles: executorConfMap(application, confFiles).confFiles }
}
