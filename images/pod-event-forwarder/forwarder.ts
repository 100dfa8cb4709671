import { NodeHttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { LeaseLeadership } from '../../lib/kubernetes/lease.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import type { ForwarderOptions } from './forwarder-options.ts'
import { Metrics } from './metrics.ts'
import { startProbeServer } from './probe-server.ts'
import { Term } from './term.ts'

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
