import type { PodEventPublisher } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import { type HttpTransport, NodeHttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { LeaseLeadership } from '../../lib/kubernetes/lease.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers, type Timers } from '../../lib/kubernetes/timers.ts'
import type { Log } from '../../lib/ports/log.ts'
import { Metrics } from './metrics.ts'
import { startProbeServer } from './probe-server.ts'
import { Term } from './term.ts'

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

export interface Forwarder {
  readonly probePort: number | undefined
  readonly metrics: () => string
  /** Ends watching, says what is left to say within five seconds, and gives the lease back. */
  stop(): Promise<void>
  /** Settles when the forwarder has ended, which it does only when it is told to. */
  readonly ended: Promise<void>
}

const LEASE = 'sparkdrop-pod-event-forwarder'
/** Connections that each namespace keeps busy: its pods and its warnings. */
const WATCHES = 2
/** For lists, logs and the lease beside them. */
const OTHER_CONNECTIONS = 32

/** Starts a forwarder in this process: it is watching as soon as the API server answers. */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { connection, log, leadership, probes, timers = systemTimers, namespaces = [''] } = options
  const maxConnections = WATCHES * namespaces.length + OTHER_CONNECTIONS
  const { transport = new NodeHttpTransport(connection, { maxConnections }) } = options
  const client = new RestClient(connection, { timers, transport })
  const metrics = new Metrics()
  const stopping = new AbortController()
  const term = new Term(options, client, metrics)
  const lease = leadership && new LeaseLeadership({ client, name: LEASE, ...leadership, timers, log })
  metrics.gauge('sparkdrop_forwarder_leader', 'Whether this replica is the one that forwards.', () =>
    lease === undefined || lease.isLeader ? 1 : 0,
  )
  const server =
    probes &&
    (await startProbeServer(probes.port, probes.host, {
      notReady: () => (lease?.isLeader === false ? undefined : term.notReady),
      metrics: () => metrics.text(),
    }))
  const lead = (signal: AbortSignal) => term.run(signal)
  const running = lease === undefined ? lead(stopping.signal) : lease.run(stopping.signal, lead)
  const ended = running.finally(async () => {
    client.close()
    await server?.stop()
  })
  return {
    probePort: server?.port,
    metrics: () => metrics.text(),
    ended,
    stop: async () => {
      stopping.abort()
      await ended
    },
  }
}
