import type { Clock } from '../ports/clock.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { ExecutorLedger } from './executor-ledger.ts'
import { EXECUTOR_ID_LABEL } from './executor-pod.ts'
import { type PersistenceDeps, persist } from './persistence.ts'
import type { ExecutorPodsSnapshotsStore } from './snapshots-store.ts'

export interface PreviousExecutorsDeps extends PersistenceDeps {
  readonly cluster: Pick<ExecutorCluster, 'listPods' | 'deletePods'>
  readonly clock: Clock
  readonly ledger: ExecutorLedger
  readonly store: ExecutorPodsSnapshotsStore
  /** All executors of the application, those that ended included. */
  readonly all: PodSelection
  /** Those that concern the loop. */
  readonly active: PodSelection
}

const LOOK_AGAIN_MS = 250

const hasEnded = ({ status }: Pod): boolean => status?.phase === 'Failed' || status?.phase === 'Succeeded'

/** Ids begin above every one that there is, so that none stands for two executors, nor a name for two pods. */
async function passIds({ cluster, ledger, all }: PreviousExecutorsDeps): Promise<readonly Pod[]> {
  const { pods } = await cluster.listPods(all)
  for (const { metadata } of pods) {
    const id = Number(metadata?.labels?.[EXECUTOR_ID_LABEL])
    if (Number.isSafeInteger(id)) ledger.passId(id)
  }
  return pods
}

/**
 * Deletes the executors of an earlier driver, at once since they serve nobody: they would wait for that driver until
 * they give up. Those that ended stay as they are.
 */
export async function sweepPrevious(deps: PreviousExecutorsDeps, signal: AbortSignal): Promise<void> {
  const { cluster, active, log, timers } = deps
  const sweep = async (): Promise<boolean> => {
    const left = (await passIds(deps)).filter((pod) => !hasEnded(pod))
    if (left.length === 0) return true
    log.info('deleting the executors of an earlier driver', { executors: left.length })
    await cluster.deletePods({ ...active, fieldSelector: 'status.phase!=Failed,status.phase!=Succeeded' }, 0)
    return false
  }
  while ((await persist('sweep the executors of an earlier driver', sweep, deps, signal)) === false) {
    await timers.sleep(LOOK_AGAIN_MS, signal)
  }
}

/** Takes over the executors that an earlier loop of the same driver created. */
export async function adoptPrevious(deps: PreviousExecutorsDeps, signal: AbortSignal): Promise<void> {
  const { cluster, clock, store, active } = deps
  const adopt = async (): Promise<void> => {
    await passIds(deps)
    const since = clock.monotonic()
    store.replaceSnapshot((await cluster.listPods(active)).pods, since)
  }
  await persist('list the executors', adopt, deps, signal)
}
