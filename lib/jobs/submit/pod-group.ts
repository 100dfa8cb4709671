import type { JobRequest } from '../../../events/job-request.ts'
import { DYNAMIC_ALLOCATION, INITIAL_EXECUTORS, MIN_EXECUTORS } from '../../conf/catalogue/dynamic-allocation.ts'
import { EXECUTOR_INSTANCES } from '../../conf/catalogue/executor-resources.ts'
import { formatQuantity } from '../../conf/codecs/quantity.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { jobSize } from '../../policy/job-size.ts'
import type { KubernetesObject } from '../../ports/kubernetes-types.ts'
import type { MainResource } from '../../submission/main-resource.ts'
import { podGroupName } from './batch-scheduler.ts'

/** Volcano's object for pods that belong together: of `scheduling.volcano.sh/v1beta1`. */
export interface PodGroup extends KubernetesObject {
  readonly spec: {
    readonly minMember: number
    readonly minResources: Readonly<Record<'cpu' | 'memory', string>>
    readonly queue?: string
  }
}

/** How many executors the application asks for first. */
const firstExecutors = (conf: SparkConf, most: number): number =>
  read(conf, DYNAMIC_ALLOCATION)
    ? Math.max(read(conf, MIN_EXECUTORS), read(conf, INITIAL_EXECUTORS) ?? 0, read(conf, EXECUTOR_INSTANCES) ?? 0)
    : most

/**
 * The group of the application's pods, where Volcano places them. One member is enough to begin, since executors only
 * come when the driver runs; but the queue has to have room for the driver and its first executors, so that no cluster
 * fills up with drivers that get none.
 *
 * @throws InvalidJobError where a size in the conf cannot be read
 */
export const podGroup = (
  { namespace, batchScheduler }: JobRequest,
  conf: SparkConf,
  main: MainResource,
  appId: string,
): readonly PodGroup[] => {
  if (batchScheduler?.name !== 'volcano') return []
  const { driver, executor, executors } = jobSize(conf, main)
  const count = firstExecutors(conf, executors)
  const cpu = formatQuantity(driver.nanoCores + executor.nanoCores * BigInt(count))
  const memory = `${driver.memoryMiB + executor.memoryMiB * count}Mi`
  const { queue } = batchScheduler
  return [
    {
      apiVersion: 'scheduling.volcano.sh/v1beta1',
      kind: 'PodGroup',
      metadata: { name: podGroupName(appId), namespace },
      spec: { minMember: 1, minResources: { cpu, memory }, ...(queue === undefined ? {} : { queue }) },
    },
  ]
}
