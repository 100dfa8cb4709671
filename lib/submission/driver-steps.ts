import { DRIVER_EXCLUDED_FEATURE_STEPS, DRIVER_FEATURE_STEPS } from '../conf/catalogue/feature-steps.ts'
import { read } from '../conf/property.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { envSecrets } from '../spark-pod/features/env-secrets.ts'
import { localDirs } from '../spark-pod/features/local-dirs.ts'
import { mountSecrets } from '../spark-pod/features/mount-secrets.ts'
import type { DriverConf } from './driver-conf.ts'
import type { DriverStep, StepResult } from './driver-step.ts'
import { basicDriverStep } from './features/basic-driver-step.ts'
import { driverCommandStep } from './features/driver-command-step.ts'
import { driverCredentialsStep } from './features/driver-credentials-step.ts'
import { driverServiceStep } from './features/driver-service-step.ts'
import { driverVolumesStep } from './features/driver-volumes-step.ts'
import { executorTemplateStep } from './features/executor-template-step.ts'
import { hadoopConfStep } from './features/hadoop-conf-step.ts'
import { kerberosConfStep } from './features/kerberos-conf-step.ts'

const PACKAGE = 'org.apache.spark.deploy.k8s.features.'

const localDirsStep: DriverStep = ({ conf, environment, identity }) => {
  const withLocalDirs = localDirs(conf, environment?.SPARK_LOCAL_DIRS)
  return { configurePod: (pod) => withLocalDirs(pod, identity.localDirId) }
}

/** In Spark's order, under the names of the classes that they follow. */
const STEPS: readonly (readonly [string, DriverStep])[] = [
  ['BasicDriverFeatureStep', basicDriverStep],
  ['DriverKubernetesCredentialsFeatureStep', driverCredentialsStep],
  ['DriverServiceFeatureStep', driverServiceStep],
  ['MountSecretsFeatureStep', ({ conf }) => mountSecrets(conf, 'spark.kubernetes.driver.secrets.')],
  ['EnvSecretsFeatureStep', ({ conf }) => envSecrets(conf, 'spark.kubernetes.driver.secretKeyRef.')],
  ['MountVolumesFeatureStep', driverVolumesStep],
  ['DriverCommandFeatureStep', driverCommandStep],
  ['HadoopConfDriverFeatureStep', hadoopConfStep],
  ['KerberosConfDriverFeatureStep', kerberosConfStep],
  ['PodTemplateConfigMapStep', executorTemplateStep],
  ['LocalDirsFeatureStep', localDirsStep],
]

/** The user's own steps, by what `spark.kubernetes.driver.pod.featureSteps` calls them. */
export type FeatureSteps = ReadonlyMap<string, DriverStep>

/** True for steps that are JavaScript modules, by their path: a Java class has no slash in its name. */
export const isModuleStep = (name: string): boolean => name.includes('/') || /\.[cm]?[jt]s$/.test(name)

/** Classes of the user's need a JVM to run in; modules have to be loaded by those who may run them. */
const unsupported = (name: string): InvalidJobError =>
  new InvalidJobError(
    'FEATURE_STEP_UNSUPPORTED',
    isModuleStep(name)
      ? `Failed to initialize feature step: the module ${name} cannot be used here. It is loaded by ` +
          '`sparkdrop submit` only, on the machine that has it.'
      : `Failed to initialize feature step: ${name} is a Java class, and no JVM submits here. Remove it from ` +
          `${DRIVER_FEATURE_STEPS.key}, and name a JavaScript module that does the same, or describe what it adds in a ` +
          'pod template (spark.kubernetes.driver.podTemplateFile).',
    { details: { property: DRIVER_FEATURE_STEPS.key, value: name } },
  )

/** The user's own steps, which Spark runs after its own; one that is excluded anyway does no harm. */
const userSteps = ({ conf }: DriverConf, modules: FeatureSteps, excluded: readonly string[]): readonly DriverStep[] =>
  read(conf, DRIVER_FEATURE_STEPS)
    .filter((name) => !excluded.includes(name))
    .map((name) => {
      const step = modules.get(name)
      if (step) return step
      throw unsupported(name)
    })

/**
 * What each step adds to this driver. Excluded ones check the conf like the others, as in Spark, but add nothing.
 * @throws InvalidJobError FEATURE_STEP_UNSUPPORTED, and those of the steps
 */
export function driverSteps(driver: DriverConf, modules: FeatureSteps): readonly StepResult[] {
  const excluded = read(driver.conf, DRIVER_EXCLUDED_FEATURE_STEPS)
  const own = userSteps(driver, modules, excluded)
  const sparks = STEPS.map(([name, step]) => [PACKAGE + name, step(driver)] as const)
    .filter(([name]) => !excluded.includes(name))
    .map(([, result]) => result)
  return [...sparks, ...own.map((step) => step(driver))]
}
