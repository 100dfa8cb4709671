import type { KubernetesObject } from '../ports/kubernetes-types.ts'
import type { SparkPod } from './spark-pod.ts'

/** What one concern adds to a pod, and beside it: the part of Spark's KubernetesFeatureConfigStep that all roles share. */
export interface PodStep {
  readonly configurePod?: (pod: SparkPod) => SparkPod
  /** Objects beside the pod, owned by it later. */
  readonly resources?: readonly KubernetesObject[]
}
