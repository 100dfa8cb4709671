import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { LifecycleSettings } from './scheduler-settings.ts'
import type { ExecutorPodsSnapshotsStore } from './snapshots-store.ts'
import type { Timers } from './timers.ts'

export interface PollingSourceDeps {
  readonly cluster: ExecutorCluster
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly selection: PodSelection
  readonly settings: Pick<LifecycleSettings, 'pollInterval' | 'pollFromCache'>
  readonly store: ExecutorPodsSnapshotsStore
}

/** Versions grow, and are numbers in all but name; one that is not counts as none. */
function newest(versions: Iterable<string>): string | undefined {
  let most = 0n
  for (const version of versions) {
    if (!/^[0-9]+$/.test(version)) continue
    const number = BigInt(version)
    if (number > most) most = number
  }
  return most === 0n ? undefined : String(most)
}

/** Lists the executor pods once. From the cache of the API server the list is no older than anything seen before it. */
export async function pollOnce({ cluster, clock, selection, settings, store }: PollingSourceDeps): Promise<void> {
  const since = clock.monotonic()
  const version = settings.pollFromCache
    ? newest(Array.from(store.pods.values(), ({ resourceVersion }) => resourceVersion))
    : undefined
  const { pods } = await cluster.listPods({ ...selection, ...(version === undefined ? {} : { notOlderThan: version }) })
  store.replaceSnapshot(pods, since)
}

/**
 * Lists the executor pods from time to time, beside the watch, which may miss something or be stuck. Follows
 * ExecutorPodsPollingSnapshotSource. Runs until the signal aborts.
 */
export async function runPollingSource(deps: PollingSourceDeps, signal: AbortSignal): Promise<void> {
  const { timers, settings, log } = deps
  while (!signal.aborted) {
    await timers.sleep(settings.pollInterval, signal)
    if (signal.aborted) return
    try {
      await pollOnce(deps)
    } catch (error) {
      log.warn('cannot list the executor pods; the next list is tried as usual', { error })
    }
  }
}
