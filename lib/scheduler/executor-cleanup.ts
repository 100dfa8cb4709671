import type { Clock } from '../ports/clock.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { PersistenceDeps } from './persistence.ts'
import { retryDelay } from './retry-delay.ts'

export interface CleanupDeps extends PersistenceDeps {
  readonly cluster: Pick<ExecutorCluster, 'listPods' | 'deletePods'>
  readonly clock: Clock
  readonly executors: PodSelection
}

/** For so long it is tried; whatever is left then goes with the driver, which owns it. */
const CLEANUP_MS = 20_000
/** A creation whose answer never came shows within this time, or not at all. */
const LATE_CREATION_MS = 1_000

/**
 * Deletes all executors, until the API server says that none is left but those on their way out.
 * @param settled false where one may still come to be, so that it is looked for once more
 */
export async function deleteExecutors(settled: boolean, deps: CleanupDeps): Promise<void> {
  const { cluster, clock, timers, random, log, executors } = deps
  const end = clock.monotonic() + CLEANUP_MS
  let certain = settled
  for (let attempts = 1; clock.monotonic() < end; attempts++) {
    try {
      await cluster.deletePods(executors)
      const { pods } = await cluster.listPods(executors)
      const left = pods.some(({ metadata }) => metadata?.deletionTimestamp === undefined)
      if (!left && certain) return
      if (!left) {
        certain = true
        await timers.sleep(LATE_CREATION_MS)
        continue
      }
    } catch (error) {
      log.warn('cannot delete the executors; it is tried again', { error })
    }
    await timers.sleep(retryDelay(attempts, random))
  }
  log.error('executors may be left; they go with the driver pod')
}
