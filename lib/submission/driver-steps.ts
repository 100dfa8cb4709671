import { DRIVER_EXCLUDED_FEATURE_STEPS, DRIVER_FEATURE_STEPS } from '../conf/catalogue/feature-steps.ts'
import { read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { DriverConf } from './driver-conf.ts'
import type { DriverStep, StepResult } from './driver-step.ts'
import { basicDriverStep } from './features/basic-driver-step.ts'
import { driverCommandStep } from './features/driver-command-step.ts'
import { driverCredentialsStep } from './features/driver-credentials-step.ts'
import { driverServiceStep } from './features/driver-service-step.ts'
import { envSecretsStep } from './features/env-secrets-step.ts'
import { executorTemplateStep } from './features/executor-template-step.ts'
import { hadoopConfStep } from './features/hadoop-conf-step.ts'
import { kerberosConfStep } from './features/kerberos-conf-step.ts'
import { localDirsStep } from './features/local-dirs-step.ts'
import { mountSecretsStep } from './features/mount-secrets-step.ts'
import { mountVolumesStep } from './features/mount-volumes-step.ts'

const PACKAGE = 'org.apache.spark.deploy.k8s.features.'

/** In Spark's order, under the names of the classes that they follow. */
const STEPS: readonly (readonly [string, DriverStep])[] = [
  ['BasicDriverFeatureStep', basicDriverStep],
  ['DriverKubernetesCredentialsFeatureStep', driverCredentialsStep],
  ['DriverServiceFeatureStep', driverServiceStep],
  ['MountSecretsFeatureStep', mountSecretsStep],
  ['EnvSecretsFeatureStep', envSecretsStep],
  ['MountVolumesFeatureStep', mountVolumesStep],
  ['DriverCommandFeatureStep', driverCommandStep],
  ['HadoopConfDriverFeatureStep', hadoopConfStep],
  ['KerberosConfDriverFeatureStep', kerberosConfStep],
  ['PodTemplateConfigMapStep', executorTemplateStep],
  ['LocalDirsFeatureStep', localDirsStep],
]

/** Classes of the user's need a JVM to run in; one that is excluded anyway does no harm. */
function refuseUserSteps(conf: SparkConf, excluded: readonly string[]): void {
  const step = read(conf, DRIVER_FEATURE_STEPS).find((name) => !excluded.includes(name))
  if (step === undefined) return
  throw new InvalidJobError(
    'FEATURE_STEP_UNSUPPORTED',
    `Failed to initialize feature step: ${step} is a Java class, and no JVM submits here. Remove it from ` +
      `${DRIVER_FEATURE_STEPS.key} and describe what it adds in a pod template (spark.kubernetes.driver.podTemplateFile).`,
    { details: { property: DRIVER_FEATURE_STEPS.key, value: step } },
  )
}

/**
 * What each step adds to this driver. Excluded ones check the conf like the others, as in Spark, but add nothing.
 * @throws InvalidJobError FEATURE_STEP_UNSUPPORTED, and those of the steps
 */
export function driverSteps(driver: DriverConf): readonly StepResult[] {
  const excluded = read(driver.conf, DRIVER_EXCLUDED_FEATURE_STEPS)
  refuseUserSteps(driver.conf, excluded)
  return STEPS.map(([name, step]) => [PACKAGE + name, step(driver)] as const)
    .filter(([name]) => !excluded.includes(name))
    .map(([, result]) => result)
}
