import { driverPodSchema } from '../../../events/pod-event.ts'
import { driverContainerName } from '../../jobs/classify/driver-containers.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import { followLog } from './follow-log.ts'

/** What a kubelet may still have to send after the pod has been seen to have ended. */
const LAST_WORDS_MS = 5_000

/** The log of a driver on its way to standard output. */
export interface FollowedDriver {
  /** The driver has ended: resolves when the rest of the log has come, or is not going to. */
  finish(): Promise<void>
  /** Reads no further. */
  cut(): void
}

/** Begins to write the driver's log; one that cannot be had is no reason to stop. */
export function followDriver(client: RestClient, pod: Pod, surroundings: Surroundings): FollowedDriver {
  const { namespace = '', name = '' } = pod.metadata ?? {}
  const container = driverContainerName(driverPodSchema.parse(pod)) ?? ''
  const ended = new AbortController()
  const cut = new AbortController()
  const signals = { ended: ended.signal, cut: cut.signal, timers: systemTimers }
  const log = followLog(client, { namespace, pod: name, container }, surroundings.stdout, signals).catch((error) => {
    if (cut.signal.aborted) return
    warn(surroundings, `the driver's log cannot be read: ${error instanceof Error ? error.message : error}`)
  })
  return {
    finish: async () => {
      ended.abort()
      await Promise.race([log, systemTimers.sleep(LAST_WORDS_MS, cut.signal)])
      cut.abort()
    },
    cut: () => cut.abort(),
  }
}
