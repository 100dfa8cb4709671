import { PODS_ALLOCATOR } from '../../conf/catalogue/allocation.ts'
import { read } from '../../conf/property.ts'
import type { KubernetesObject, StatefulSet } from '../../ports/kubernetes-types.ts'
import { executorBuilder } from '../../scheduler/executor/executor-builder.ts'
import { executorStatefulSet } from '../../scheduler/executor/executor-stateful-set.ts'
import { schedulerSettings } from '../../scheduler/scheduler-settings.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'
import type { ExecutorsPlan } from './plan-executors.ts'

/** The stateful sets that keep the executors, where the conf has them kept so; undefined where the loop keeps them. */
export function statefulSets({ application, targets }: ExecutorsPlan): readonly StatefulSet[] | undefined {
  if (read(application.conf, PODS_ALLOCATOR) !== 'statefulset') return undefined
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
