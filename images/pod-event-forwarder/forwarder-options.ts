import type { PodEventPublisher } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import type { HttpTransport } from '../../lib/kubernetes/http-transport.ts'
import type { Timers } from '../../lib/kubernetes/timers.ts'
import type { Log } from '../../lib/ports/log.ts'

export interface ForwarderOptions {
  readonly connection: ClusterConnection
  readonly publisher: PodEventPublisher
  /** How the cluster is called in events. */
  readonly clusterName: string
  /** Absent: all namespaces. */
  readonly namespaces?: readonly string[]
  /** Absent: this is the only forwarder of its cluster. */
  readonly leadership?: { readonly namespace: string; readonly identity: string }
  /** Absent: no probes and metrics; 0: a free port. */
  readonly probes?: { readonly port: number; readonly host: string }
  readonly log: Log
  readonly timers?: Timers
  /** Absent: HTTP, as the connection says. */
  readonly transport?: HttpTransport
  /** All that there is is said again this often, even where nothing is known to be lost. */
  readonly relistEveryMs?: number
}
