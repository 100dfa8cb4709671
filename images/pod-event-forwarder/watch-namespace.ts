import type { DriverPod } from '../../events/pod-event.ts'
import { ForwardPods } from '../../lib/jobs/forwarding/forward-pods.ts'
import { readLogTail } from '../../lib/jobs/forwarding/log-tail.ts'
import type { Outbox } from '../../lib/jobs/forwarding/outbox.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestCluster } from '../../lib/kubernetes/rest-cluster.ts'
import type { Timers } from '../../lib/kubernetes/timers.ts'
import type { Log } from '../../lib/ports/log.ts'
import { watchPods } from './watch-pods.ts'
import { watchWarnings } from './watch-warnings.ts'

export interface WatchNamespace {
  /** How the cluster is called in events. */
  readonly cluster: string
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly client: RestClient
  readonly outbox: Outbox
  readonly timers: Timers
  readonly log: Log
  readonly relistEveryMs: number
  readonly onList: () => void
  readonly onFailure: () => void
}

export interface WatchedNamespace {
  readonly counts: ForwardPods['counts']
  readonly hasSynced: boolean
  /** Whether its pods are seen at the moment. */
  readonly isCurrent: boolean
  readonly run: (signal: AbortSignal) => Promise<void>
}

const LOG_TIMEOUT_MS = 3_000

/** The pods of a namespace, or of all, with what Kubernetes warns of about them: told to the outbox while it runs. */
export function watchNamespace({ cluster, outbox, onList, ...shared }: WatchNamespace): WatchedNamespace {
  const pods = new ForwardPods({ cluster, clock: shared.timers, outbox, readLogTail: logTails(shared) })
  const listed = Promise.withResolvers<void>()
  const podReflector = watchPods({
    ...shared,
    pods,
    onList: () => {
      onList()
      listed.resolve()
    },
  })
  const warningReflector = watchWarnings({ ...shared, pods })
  return {
    get counts() {
      return pods.counts
    },
    get hasSynced() {
      return podReflector.hasSynced
    },
    get isCurrent() {
      return podReflector.isCurrent
    },
    run: async (signal) => {
      signal.addEventListener('abort', () => listed.resolve(), { once: true })
      // Of whom it is warned has to be known first.
      const warnings = listed.promise.then(() => warningReflector.run(signal))
      await Promise.all([podReflector.run(signal), warnings])
    },
  }
}

/** The end of a driver's log, where it comes in time. */
function logTails({ client, timers, log }: Pick<WatchNamespace, 'client' | 'timers' | 'log'>) {
  const logs = new RestCluster(client)
  return async (pod: DriverPod): Promise<string | undefined> => {
    const late = new AbortController()
    const timeout = timers.sleep(LOG_TIMEOUT_MS, late.signal).then(() => undefined)
    try {
      return await Promise.race([readLogTail(logs, pod), timeout])
    } catch (error) {
      log.warn('the log of a driver could not be read', { pod: pod.metadata.name, error: String(error) })
      return undefined
    } finally {
      late.abort()
    }
  }
}
