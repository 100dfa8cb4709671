import type { DriverPod } from '../../../events/pod-event.ts'
import type { Cluster } from '../../ports/cluster.ts'
import { driverContainerName, driverStatus } from '../classify/driver-containers.ts'

/** What goes with an event: enough for a stack trace. */
const TAIL_CHARACTERS = 4_096
const TAIL_LINES = 50
/** What is read: a limit in bytes cuts a log at its end, where the news is, so it has to be far off. */
const READ_BYTES = 256 * 1024
/** The record of a driver that ended before has been written, with its log's end or without. */
const OLDEST_END_MS = 15 * 60_000

/** True where the end of the driver's log would tell more than the pod does. */
export function wantsLogTail(pod: DriverPod, now: number): boolean {
  const ended = driverStatus(pod)?.state?.terminated
  if (ended === undefined || ended.message) return false
  const finishedAt = Date.parse(ended.finishedAt ?? '')
  return !(now - finishedAt > OLDEST_END_MS)
}

/** The last lines of the driver's log; undefined where there is none to read. */
export async function readLogTail(cluster: Pick<Cluster, 'podLog'>, pod: DriverPod): Promise<string | undefined> {
  const { namespace, name } = pod.metadata
  const container = driverContainerName(pod)
  const log = await cluster.podLog(namespace, name, {
    tailLines: TAIL_LINES,
    limitBytes: READ_BYTES,
    ...(container === undefined ? {} : { container }),
  })
  return log?.trim() ? lastWholeLines(log.trimEnd()) : undefined
}

/** The end of the text, from a line's beginning where one is near. */
function lastWholeLines(text: string): string {
  if (text.length <= TAIL_CHARACTERS) return text
  const tail = text.slice(-TAIL_CHARACTERS)
  const lineBreak = tail.indexOf('\n')
  return lineBreak === -1 ? tail : tail.slice(lineBreak + 1)
}
