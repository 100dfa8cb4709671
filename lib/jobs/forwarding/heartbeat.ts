import { POD_EVENT } from '../../../events/pod-event.ts'
import type { Clock } from '../../ports/clock.ts'
import { timestamp } from '../timestamp.ts'
import type { Outbox } from './outbox.ts'

export interface HeartbeatOptions {
  /** How the cluster is called in events. */
  readonly cluster: string
  readonly outbox: Outbox
  readonly clock: Clock
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  /** Whether all that is to be watched is seen at the moment. */
  readonly isWell: () => boolean
}

const EVERY_MS = 60_000
/** How soon it looks again where it is not well. */
const AGAIN_MS = 1_000

/**
 * Says once a minute that the forwarder is at work, until the signal aborts: by the way that all it says takes, so that
 * whoever hears it would hear of pods as well. Says nothing while something that it is to watch is not seen.
 */
export async function beat({ cluster, outbox, clock, sleep, isWell }: HeartbeatOptions, signal: AbortSignal) {
  while (!signal.aborted) {
    const well = isWell()
    if (well) {
      const build = () => ({
        detailType: POD_EVENT.heartbeat,
        detail: { version: 1 as const, cluster, observedAt: timestamp(clock) },
      })
      outbox.put({ key: 'heartbeat', final: false, observedAt: clock.now(), build })
    }
    await sleep(well ? EVERY_MS : AGAIN_MS, signal)
  }
}
