import type { PersistentVolumeClaim, Pod } from '../../ports/kubernetes-types.ts'
import { assemble } from '../../spark-pod/spark-pod.ts'
import type { ResourceProfile } from '../resource-profile.ts'
import { executorNamePrefix } from './executor-name-prefix.ts'
import { executorResources } from './executor-resources.ts'
import { executorSteps } from './executor-steps.ts'
import { executorTemplate } from './executor-template.ts'
import type { SparkApplication } from './spark-application.ts'

/** One executor as it is to be created. */
export interface ExecutorSpec {
  readonly pod: Pod
  /** Claims made on demand for it; the pod's volumes name them. */
  readonly claims: readonly PersistentVolumeClaim[]
}

/** The executor of this id: pure, so that it may be built again. */
export type BuildExecutor = (executorId: number, profile: ResourceProfile) => ExecutorSpec

/**
 * The executors of one profile. Whatever is wrong with the conf shows here, before any is built.
 * @returns a function of what stands for the executor's id
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export function profileBuilder(
  application: SparkApplication,
  profile: ResourceProfile,
): (executorId: string) => ExecutorSpec {
  const initial = executorTemplate(application).pod
  const resources = executorResources(application.conf, profile)
  const steps = executorSteps({
    ...application,
    profile,
    resources,
    namePrefix: executorNamePrefix(application.conf, application.appId),
  })
  return (executorId) => {
    const results = steps.map((step) => step(executorId))
    const pod = results.reduce((built, { configurePod }) => configurePod?.(built) ?? built, initial)
    return { pod: assemble(pod), claims: results.flatMap(({ claims }) => claims ?? []) }
  }
}

/**
 * The executor pods of one application, to the letter as Spark's own allocator sends them. The conf is read once for
 * each profile. Follows KubernetesExecutorBuilder.
 * @returns a function that throws InvalidJobError for what the conf or a profile cannot have meant
 */
export function executorBuilder(application: SparkApplication): BuildExecutor {
  const builders = new Map<number, (executorId: string) => ExecutorSpec>()
  return (executorId, profile) => {
    const builder = builders.get(profile.id) ?? profileBuilder(application, profile)
    builders.set(profile.id, builder)
    return builder(String(executorId))
  }
}
