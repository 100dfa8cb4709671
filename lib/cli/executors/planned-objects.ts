import { PODS_ALLOCATOR } from '../../conf/catalogue/allocation.ts'
import { invalidProperty, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { KubernetesObject, StatefulSet } from '../../ports/kubernetes-types.ts'
import { executorBuilder } from '../../scheduler/executor/executor-builder.ts'
import { executorStatefulSet } from '../../scheduler/executor/executor-stateful-set.ts'
import { schedulerSettings } from '../../scheduler/scheduler-settings.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'
import type { ExecutorsPlan } from './plan-executors.ts'

/** Java classes in place of Spark's own allocators are not run here; what they would create is. */
function keptByStatefulSets(conf: SparkConf): boolean {
  const allocator = read(conf, PODS_ALLOCATOR)
  if (allocator === 'statefulset' || allocator === 'direct' || allocator.includes('.'))
    return allocator === 'statefulset'
  const problem = `'${allocator}' is neither direct nor statefulset, nor the name of a Java class`
  throw invalidProperty(PODS_ALLOCATOR.key, allocator, problem)
}

/** The stateful sets that keep the executors, where the conf has them kept so; undefined where the loop keeps them. */
export function statefulSets({ application, targets }: ExecutorsPlan): readonly StatefulSet[] | undefined {
  if (!keptByStatefulSets(application.conf)) return undefined
  return Array.from(targets, ([profile, replicas]) => executorStatefulSet(application, profile, replicas))
}

function executors({ application, targets }: ExecutorsPlan): readonly KubernetesObject[] {
  const build = executorBuilder(application)
  const { driverPod, conf } = application
  const owner = schedulerSettings(conf).claims.ownedByDriver ? driverPod : undefined
  const profiles = [...targets].flatMap(([profile, count]) => Array.from({ length: count }, () => profile))
  return profiles.flatMap((profile, index) => {
    const { pod, claims } = build(index + 1, profile)
    return [pod, ...(owner === undefined ? claims : ownedBy(claims, owner))]
  })
}

/**
 * All that would be created, in that order.
 * @throws InvalidJobError with a code for each thing that the conf cannot have meant
 */
export const plannedObjects = (plan: ExecutorsPlan): readonly KubernetesObject[] => [
  ...(plan.configMap === undefined ? [] : [plan.configMap]),
  ...(statefulSets(plan) ?? executors(plan)),
]
