import { type DriverConf, driverConf } from './driver-conf.ts'
import { applyStep, type DriverSpec, type DriverStep } from './driver-step.ts'
import type { DriverObjects, DriverSubmission } from './driver-submission.ts'
import { basicDriverStep } from './features/basic-driver-step.ts'
import { driverCommandStep } from './features/driver-command-step.ts'
import { driverServiceStep } from './features/driver-service-step.ts'
import { localDirsStep } from './features/local-dirs-step.ts'
import { inNamespace } from './ownership.ts'
import { preparedConf } from './prepared-conf.ts'
import { sparkConfMap, withSparkConf } from './spark-conf-volume.ts'
import { assemble, emptySparkPod } from './spark-pod.ts'

/** In Spark's order, under the names of the classes that they follow. */
const STEPS: readonly (readonly [string, DriverStep])[] = [
  ['BasicDriverFeatureStep', basicDriverStep],
  ['DriverServiceFeatureStep', driverServiceStep],
  ['DriverCommandFeatureStep', driverCommandStep],
  ['LocalDirsFeatureStep', localDirsStep],
]

const fold = (driver: DriverConf): DriverSpec =>
  STEPS.map(([, step]) => step(driver)).reduce(applyStep, {
    pod: emptySparkPod,
    resources: [],
    systemProperties: new Map(driver.conf.entries()),
    warnings: [],
  })

/**
 * The driver pod and all that goes with it, to the letter as spark-submit sends them. The namespace is beside them:
 * Spark names it in the URL, and in the body of the configmap alone. Follows KubernetesDriverBuilder and submit.Client.
 *
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export function buildSparkObjects(submission: DriverSubmission): DriverObjects {
  const driver = driverConf({ ...submission, conf: preparedConf(submission) })
  const spec = fold(driver)
  const { configMap, warnings } = sparkConfMap(driver, spec.systemProperties)
  return {
    namespace: driver.namespace,
    pod: assemble(withSparkConf(spec.pod, configMap)),
    resources: [...spec.resources, configMap],
    sparkProperties: spec.systemProperties,
    warnings: [...spec.warnings, ...warnings],
  }
}

/**
 * What `spark-submit --deploy-mode cluster` would create for this submission, every object naming its namespace. A
 * pure function: the same submission always gives the same objects. `ownedBy` makes them the pod's once it exists.
 *
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export function buildDriver(submission: DriverSubmission): DriverObjects {
  const objects = buildSparkObjects(submission)
  return {
    ...objects,
    pod: inNamespace(objects.namespace, objects.pod),
    resources: objects.resources.map((resource) => inNamespace(objects.namespace, resource)),
  }
}
