import type { Log } from '../ports/log.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { ExecutorPodsSnapshotsStore } from './snapshots-store.ts'

export interface WatchSourceDeps {
  readonly cluster: ExecutorCluster
  readonly log: Log
  readonly selection: PodSelection
  readonly store: ExecutorPodsSnapshotsStore
}

/** Watches the executor pods until the signal aborts. Follows ExecutorPodsWatchSnapshotSource. */
export const runWatchSource = (
  { cluster, log, selection, store }: WatchSourceDeps,
  signal: AbortSignal,
): Promise<void> =>
  cluster.watchPods(
    selection,
    {
      replaced: (pods, since) => store.replaceSnapshot(pods, since),
      changed: (type, pod) => (type === 'DELETED' ? store.removePod(pod) : store.updatePod(pod)),
      failed: (error) => log.warn('the watch of the executor pods broke; it is tried again', { error }),
    },
    signal,
  )
