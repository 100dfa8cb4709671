import { driverPodSchema } from '../../../events/pod-event.ts'
import { classifyDriver } from '../../jobs/classify/classify-driver.ts'
import { driverContainerName } from '../../jobs/classify/driver-containers.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import { EXIT } from '../exit-codes.ts'

/** How a driver ended. */
export interface DriverExit {
  readonly exitCode: number
  /** For a person: what happened and, where that is known, what to do about it; absent where all is well. */
  readonly message?: string
}

const LAST_LINES = 50

/** The exit code to hand on, and in words why the driver failed, from its pod and the last lines of its log. */
export async function driverExit(cluster: Pick<Cluster, 'podLog'>, pod: Pod): Promise<DriverExit> {
  const driver = driverPodSchema.parse(pod)
  const container = driverContainerName(driver)
  const { namespace = '', name = '' } = pod.metadata ?? {}
  const log = { tailLines: LAST_LINES, ...(container === undefined ? {} : { container }) }
  const logTail =
    pod.status?.phase === 'Failed' ? await cluster.podLog(namespace, name, log).catch(() => undefined) : undefined
  const { state, reason, message, exitCode } = classifyDriver({ type: 'MODIFIED', pod: driver, logTail })
  if (state === 'SUCCEEDED') return { exitCode: EXIT.done }
  return {
    exitCode: exitCode || EXIT.refused,
    message: `the driver failed${reason === undefined ? '' : ` (${reason})`}${message === undefined ? '' : `: ${message}`}`,
  }
}
