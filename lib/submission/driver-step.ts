import type { KubernetesObject } from '../ports/kubernetes-types.ts'
import type { PodStep } from '../spark-pod/pod-step.ts'
import type { SparkPod } from '../spark-pod/spark-pod.ts'
import type { DriverConf } from './driver-conf.ts'

/** What one concern adds to a driver: Spark's KubernetesFeatureConfigStep as a value. */
export interface StepResult extends PodStep {
  /** Settings for the driver's spark.properties. */
  readonly systemProperties?: Readonly<Record<string, string>>
  readonly warnings?: readonly string[]
}

/** A pure function of the conf; throws InvalidJobError where the conf cannot be fulfilled. */
export type DriverStep = (conf: DriverConf) => StepResult

/** What the steps have come to so far. */
export interface DriverSpec {
  readonly pod: SparkPod
  readonly resources: readonly KubernetesObject[]
  readonly systemProperties: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
}

/** The spec with one step's additions. */
export const applyStep = (spec: DriverSpec, step: StepResult): DriverSpec => ({
  pod: step.configurePod?.(spec.pod) ?? spec.pod,
  resources: step.resources ? [...spec.resources, ...step.resources] : spec.resources,
  systemProperties: step.systemProperties
    ? new Map([...spec.systemProperties, ...Object.entries(step.systemProperties)])
    : spec.systemProperties,
  warnings: step.warnings ? [...spec.warnings, ...step.warnings] : spec.warnings,
})
