import { parseVolumes } from '../conf/volume-specs.ts'
import { type DriverConf, driverConf } from './driver-conf.ts'
import { applyStep, type DriverSpec } from './driver-step.ts'
import { driverSteps } from './driver-steps.ts'
import type { DriverObjects, DriverSubmission } from './driver-submission.ts'
import { inNamespace } from './namespaced.ts'
import { initialPod } from './pod-template.ts'
import { preparedConf } from './prepared-conf.ts'
import { sparkConfMap, withSparkConf } from './spark-conf-volume.ts'
import { assemble } from './spark-pod.ts'

function fold(driver: DriverConf): DriverSpec {
  const { pod, warnings } = initialPod(driver)
  const systemProperties = new Map(driver.conf.entries())
  return driverSteps(driver).reduce(applyStep, { pod, resources: [], systemProperties, warnings })
}

/**
 * The driver pod and all that goes with it, to the letter as spark-submit sends them. The namespace is beside them:
 * Spark names it in the URL, and in the body of the configmap alone. Follows KubernetesDriverBuilder and submit.Client.
 *
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export function buildSparkObjects(submission: DriverSubmission): DriverObjects {
  const driver = driverConf({ ...submission, conf: preparedConf(submission) })
  // What the driver would stumble over later, Spark refuses here already.
  parseVolumes(driver.conf, 'spark.kubernetes.executor.volumes.')
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
