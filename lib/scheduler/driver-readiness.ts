import type { Clock } from '../ports/clock.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import type { ExecutorCluster } from './executor-cluster.ts'
import type { Timers } from './timers.ts'

export interface DriverReadinessDeps {
  readonly cluster: Pick<ExecutorCluster, 'getPod'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly namespace: string
  readonly timeoutMs: number
}

const LOOK_AGAIN_MS = 100

const isReady = (pod: Pod | undefined): boolean =>
  pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true

/**
 * Waits until the driver pod is ready, since the name of its service leads nowhere before; for a while only, as it may
 * not become ready at all. Follows ExecutorPodsAllocator.start.
 */
export async function awaitDriverReady(driverPod: Pod, deps: DriverReadinessDeps, signal: AbortSignal): Promise<void> {
  const { cluster, clock, timers, log, namespace, timeoutMs } = deps
  const name = driverPod.metadata?.name ?? ''
  const end = clock.monotonic() + timeoutMs
  try {
    while (!signal.aborted && !isReady(await cluster.getPod(namespace, name))) {
      if (clock.monotonic() >= end) {
        log.info('the driver pod is not ready yet; executors are created all the same', { pod: name })
        return
      }
      await timers.sleep(LOOK_AGAIN_MS, signal)
    }
  } catch (error) {
    log.warn('cannot see whether the driver pod is ready; executors are created all the same', { pod: name, error })
  }
}
