import { DRIVER_EXCLUDED_FEATURE_STEPS } from '../conf/catalogue/feature-steps.ts'
import { withCurrentNames } from '../conf/legacy-names.ts'
import { withSparkReferences } from '../conf/references.ts'
import { unknownProperties } from '../conf/unknown-properties.ts'
import { unusableProperties } from '../conf/unusable-properties.ts'
import { parseVolumes } from '../conf/volume-specs.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import { inNamespace } from '../spark-pod/namespaced.ts'
import { assemble } from '../spark-pod/spark-pod.ts'
import { type DriverConf, driverConf } from './driver-conf.ts'
import { applyStep, type DriverSpec } from './driver-step.ts'
import { driverSteps, type FeatureSteps } from './driver-steps.ts'
import type { DriverObjects, DriverSubmission } from './driver-submission.ts'
import { initialPod } from './driver-template.ts'
import { preparedConf } from './prepared-conf.ts'
import { driverConfMap, withDriverConf } from './spark-conf-volume.ts'

function fold(driver: DriverConf, modules: FeatureSteps): DriverSpec {
  const { pod, warnings } = initialPod(driver)
  const systemProperties = new Map(driver.conf.entries())
  return driverSteps(driver, modules).reduce(applyStep, { pod, resources: [], systemProperties, warnings })
}

/** Without Spark's own first step, only a template can name the pod. */
function named(pod: Pod): Pod {
  if (pod.metadata?.name) return pod
  throw new InvalidJobError(
    'POD_WITHOUT_NAME',
    `The driver pod has no name: ${DRIVER_EXCLUDED_FEATURE_STEPS.key} leaves out the step that names it, and so does ` +
      'its template.',
    { details: { property: DRIVER_EXCLUDED_FEATURE_STEPS.key } },
  )
}

/**
 * The driver pod and all that goes with it, to the letter as spark-submit sends them. The namespace is beside them:
 * Spark names it in the URL, and in the body of the configmap alone. Follows KubernetesDriverBuilder and submit.Client.
 *
 * @param modules the user's own steps, already loaded
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export function buildSparkObjects(submission: DriverSubmission, modules: FeatureSteps = new Map()): DriverObjects {
  const given = submission.conf.hasReferences ? submission.conf : withSparkReferences(submission.conf)
  const current = withCurrentNames(given)
  const driver = driverConf({ ...submission, conf: preparedConf({ ...submission, conf: current.conf }) })
  // What the driver would stumble over later, Spark refuses here already.
  parseVolumes(driver.conf, 'spark.kubernetes.executor.volumes.')
  const spec = fold(driver, modules)
  const { configMap, warnings } = driverConfMap(driver, spec.systemProperties)
  return {
    namespace: driver.namespace,
    pod: named(assemble(withDriverConf(spec.pod, configMap))),
    resources: [...spec.resources, configMap],
    sparkProperties: spec.systemProperties,
    warnings: [
      ...current.warnings,
      ...unknownProperties(driver.conf),
      ...unusableProperties(driver.conf),
      ...spec.warnings,
      ...warnings,
    ],
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
