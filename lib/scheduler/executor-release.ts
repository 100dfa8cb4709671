import type { Log } from '../ports/log.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { ExecutorPod } from './executor-pod.ts'
import { IDS_A_REQUEST } from './executor-selection.ts'
import type { LifecycleSettings } from './scheduler-settings.ts'
import type { Timers } from './timers.ts'

export interface ExecutorReleaseDeps {
  readonly cluster: Pick<ExecutorCluster, 'labelPod' | 'deletePods'>
  readonly timers: Timers
  readonly log: Log
  readonly settings: Pick<LifecycleSettings, 'decommissionLabel' | 'releaseGracePeriod'>
  readonly namespace: string
  readonly podOf: (id: number) => ExecutorPod | undefined
  /** These executors, as far as they still run. */
  readonly selection: (ids: readonly number[]) => PodSelection
  readonly signal: AbortSignal
}

/**
 * Lets executors go that Spark told to end: labels them, so that a disruption budget can leave them out, and deletes
 * those that still run after the grace period. Follows KubernetesClusterSchedulerBackend.doKillExecutors.
 */
export async function releaseExecutors(ids: readonly number[], deps: ExecutorReleaseDeps): Promise<void> {
  const { cluster, timers, log, settings, namespace, podOf, selection, signal } = deps
  const label = settings.decommissionLabel
  const pods = label === undefined ? [] : ids.flatMap((id) => podOf(id) ?? [])
  const labelled = pods.map(({ name, uid }) =>
    cluster.labelPod(namespace, name, uid, label === undefined ? {} : { [label.name]: label.value }),
  )
  for (const outcome of await Promise.allSettled(labelled)) {
    if (outcome.status === 'rejected') log.warn('cannot label an executor that goes', { error: outcome.reason })
  }
  await timers.sleep(settings.releaseGracePeriod, signal)
  for (let from = 0; from < ids.length && !signal.aborted; from += IDS_A_REQUEST) {
    try {
      await cluster.deletePods(selection(ids.slice(from, from + IDS_A_REQUEST)))
    } catch (error) {
      log.warn('cannot delete executors that Spark let go; they end by themselves', { error })
    }
  }
}
