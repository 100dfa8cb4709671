import { driverPodSchema } from '../../../events/pod-event.ts'
import { driverContainerName } from '../../jobs/classify/driver-containers.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import { followLog } from './follow-log.ts'

/** Writes the driver's log to standard output until it has ended; a log that cannot be had is no reason to stop. */
export async function followDriver(
  client: RestClient,
  pod: Pod,
  surroundings: Surroundings,
  ended: AbortSignal,
): Promise<void> {
  const { namespace = '', name = '' } = pod.metadata ?? {}
  const container = driverContainerName(driverPodSchema.parse(pod)) ?? ''
  try {
    await followLog(client, { namespace, pod: name, container }, surroundings.stdout, ended, systemTimers)
  } catch (error) {
    warn(surroundings, `the driver's log cannot be read: ${error instanceof Error ? error.message : error}`)
  }
}
