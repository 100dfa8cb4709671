import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { CORE, namespacedPath } from '../../kubernetes/resource-path.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { TextSink } from '../surroundings.ts'
import { LogCursor } from './log-cursor.ts'
import { Patience } from './patience.ts'

/** Whose log. */
export interface LogSource {
  readonly namespace: string
  readonly pod: string
  readonly container: string
}

export interface FollowLog {
  /** Aborts when the container has ended: what is left is read, and no more. */
  readonly ended: AbortSignal
  /** Aborts when nobody wants to read on. */
  readonly cut: AbortSignal
  readonly timers: Timers
}

const PAUSE_MS = 1_000

/**
 * Writes what a container writes, as it comes. Waits for a container that has not started, and goes on where a
 * connection breaks.
 *
 * @throws KubernetesError where the log may not be read, or the pod is gone
 */
export async function followLog(
  client: RestClient,
  { namespace, pod, container }: LogSource,
  sink: TextSink,
  { ended, cut, timers }: FollowLog,
): Promise<void> {
  const path = `${namespacedPath(CORE, namespace, 'pods', pod)}/log`
  const cursor = new LogCursor(sink)
  const patience = new Patience(timers)
  for (;;) {
    const isLast = ended.aborted
    const query = { container, follow: !isLast, timestamps: true, sinceTime: cursor.since }
    try {
      const stream = await client.stream({ method: 'GET', path, query, signal: cut })
      patience.renew()
      await cursor.copy(stream)
    } catch (error) {
      const isRefused = isKubernetesStatus(error, 403) && !patience.bears(error)
      if (isKubernetesStatus(error, 404) || isRefused) throw error
    }
    if (isLast || cut.aborted) return
    await timers.sleep(PAUSE_MS, ended)
  }
}
