import { DRIVER_SERVICE_ACCOUNT } from '../../conf/catalogue/driver.ts'
import {
  EXECUTOR_EXCLUDED_FEATURE_STEPS,
  EXECUTOR_FEATURE_STEPS,
  EXECUTOR_SERVICE_ACCOUNT,
} from '../../conf/catalogue/executor.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { derivedUuid } from '../../spark-pod/derived-ids.ts'
import { envSecrets } from '../../spark-pod/features/env-secrets.ts'
import { EXECUTOR_HADOOP_CONFIG_MAP, mountHadoopConf } from '../../spark-pod/features/hadoop-conf.ts'
import { localDirs } from '../../spark-pod/features/local-dirs.ts'
import { mountSecrets } from '../../spark-pod/features/mount-secrets.ts'
import { withServiceAccount } from '../../spark-pod/spark-pod.ts'
import type { ExecutorGroup, ExecutorStep } from './executor-step.ts'
import { basicExecutorStep } from './features/basic-executor-step.ts'
import { executorConfStep } from './features/executor-conf-step.ts'
import { executorVolumesStep } from './features/executor-volumes-step.ts'

const PACKAGE = 'org.apache.spark.deploy.k8s.features.'
const ROLE = 'spark.kubernetes.executor.'

/** A template that names a service account by the older of its two fields keeps it. Follows ExecutorKubernetesCredentialsFeatureStep. */
const credentialsStep: ExecutorStep = ({ conf }) => {
  const account = read(conf, EXECUTOR_SERVICE_ACCOUNT) ?? read(conf, DRIVER_SERVICE_ACCOUNT)
  return () => ({
    configurePod: (pod) => ((pod.pod.spec?.serviceAccount ?? null) === null ? withServiceAccount(pod, account) : pod),
  })
}

/** Follows HadoopConfExecutorFeatureStep. */
const hadoopConfStep: ExecutorStep = ({ conf }) => {
  const name = conf.getOption(EXECUTOR_HADOOP_CONFIG_MAP)
  return () => (name === undefined ? {} : { configurePod: (pod) => mountHadoopConf(pod, { name }) })
}

const localDirsStep: ExecutorStep = ({ appId, conf, localDirs: configured }) => {
  const withLocalDirs = localDirs(conf, configured)
  return (executorId) => ({
    configurePod: (pod) => withLocalDirs(pod, derivedUuid('executor-local-dir', `${appId}\n${executorId}`)),
  })
}

/** In Spark's order, under the names of the classes that they follow. */
const STEPS: readonly (readonly [string, ExecutorStep])[] = [
  ['BasicExecutorFeatureStep', basicExecutorStep],
  ['BasicExecutorFeatureStep', executorConfStep],
  ['ExecutorKubernetesCredentialsFeatureStep', credentialsStep],
  ['MountSecretsFeatureStep', shared(mountSecrets, 'secrets.')],
  ['EnvSecretsFeatureStep', shared(envSecrets, 'secretKeyRef.')],
  ['MountVolumesFeatureStep', executorVolumesStep],
  ['HadoopConfExecutorFeatureStep', hadoopConfStep],
  ['LocalDirsFeatureStep', localDirsStep],
]

/** A step that is the same for every executor. */
function shared(step: typeof mountSecrets, family: string): ExecutorStep {
  return ({ conf }) => {
    const result = step(conf, ROLE + family)
    return () => result
  }
}

/** The user's own steps are Java classes. @throws InvalidJobError FEATURE_STEP_UNSUPPORTED */
function refuseUserSteps(conf: SparkConf, excluded: readonly string[]): void {
  const own = read(conf, EXECUTOR_FEATURE_STEPS).find((name) => !excluded.includes(name))
  if (own === undefined) return
  const message =
    `Failed to initialize feature step: ${own} is a Java class, and executors are built without a JVM here. Remove it ` +
    `from ${EXECUTOR_FEATURE_STEPS.key}, and describe what it adds in a pod template ` +
    "(spark.kubernetes.executor.podTemplateFile), or let Spark's own allocator create the executors."
  throw new InvalidJobError('FEATURE_STEP_UNSUPPORTED', message, {
    details: { property: EXECUTOR_FEATURE_STEPS.key, value: own },
  })
}

/**
 * What each step adds to the executors of a group. Excluded ones add nothing; the first checks the conf all the same,
 * as in Spark.
 * @throws InvalidJobError FEATURE_STEP_UNSUPPORTED, and those of the steps
 */
export function executorSteps(group: ExecutorGroup): readonly ReturnType<ExecutorStep>[] {
  const excluded = read(group.conf, EXECUTOR_EXCLUDED_FEATURE_STEPS)
  refuseUserSteps(group.conf, excluded)
  const included = STEPS.filter(([name]) => !excluded.includes(PACKAGE + name))
  const steps = included.map(([, step]) => step(group))
  if (!included.some(([, step]) => step === basicExecutorStep)) basicExecutorStep(group)
  return steps
}
