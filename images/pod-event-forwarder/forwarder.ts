import { POD_EVENT } from '../../events/pod-event.ts'
import { deliverEvents } from '../../lib/jobs/forwarding/deliver-events.ts'
import { ForwardPods } from '../../lib/jobs/forwarding/forward-pods.ts'
import { readLogTail } from '../../lib/jobs/forwarding/log-tail.ts'
import { Outbox } from '../../lib/jobs/forwarding/outbox.ts'
import type { PodEventPublisher } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import type { HttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { LeaseLeadership } from '../../lib/kubernetes/lease.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestCluster } from '../../lib/kubernetes/rest-cluster.ts'
import { systemTimers, type Timers } from '../../lib/kubernetes/timers.ts'
import type { Log } from '../../lib/ports/log.ts'
import { Metrics } from './metrics.ts'
import { startProbeServer } from './probe-server.ts'
import { watchPods } from './watch-pods.ts'

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
const RELIST_MS = 10 * 60_000
const DRAIN_MS = 5_000
const LOG_TIMEOUT_MS = 3_000

/** Starts a forwarder in this process: it is watching as soon as the API server answers. */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const { connection, log, leadership, probes, timers = systemTimers, transport } = options
  const client = new RestClient(connection, { timers, ...(transport === undefined ? {} : { transport }) })
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

/** What is done while this replica leads; a later term begins from nothing, by a list of all there is. */
class Term {
  readonly #options: ForwarderOptions
  readonly #client: RestClient
  readonly #timers: Timers
  readonly #count: Record<'drivers' | 'executors' | 'refused' | 'lists' | 'failures', () => void>
  readonly #metrics: Metrics
  #outbox = new Outbox()
  #scopes: readonly { readonly pods: ForwardPods; readonly hasSynced: () => boolean }[] = []

  constructor(options: ForwarderOptions, client: RestClient, metrics: Metrics) {
    this.#options = options
    this.#client = client
    this.#metrics = metrics
    this.#timers = options.timers ?? systemTimers
    const published = 'sparkdrop_forwarder_events_published_total'
    this.#count = {
      drivers: metrics.counter(published, 'Events that the bus took.', { type: POD_EVENT.driver }),
      executors: metrics.counter(published, 'Events that the bus took.', { type: POD_EVENT.executors }),
      refused: metrics.counter('sparkdrop_forwarder_events_refused_total', 'Events to be tried again.'),
      lists: metrics.counter('sparkdrop_forwarder_lists_total', 'Complete lists of pods.'),
      failures: metrics.counter('sparkdrop_forwarder_watch_failures_total', 'Lists and watches that failed.'),
    }
    const pods = (role: 'drivers' | 'executors') => () =>
      this.#scopes.reduce((sum, scope) => sum + scope.pods.counts[role], 0)
    metrics.gauge('sparkdrop_forwarder_pods', 'Pods that are watched.', pods('drivers'), { role: 'driver' })
    metrics.gauge('sparkdrop_forwarder_pods', 'Pods that are watched.', pods('executors'), { role: 'executor' })
    metrics.gauge('sparkdrop_forwarder_outbox', 'Events that are still to be said.', () => this.#outbox.size)
    metrics.gauge('sparkdrop_forwarder_dropped', 'Events that found no room.', () => this.#outbox.dropped)
  }

  /** Why this is not ready, while it leads. */
  get notReady(): string | undefined {
    const synced = this.#scopes.length > 0 && this.#scopes.every(({ hasSynced }) => hasSynced())
    return synced ? undefined : 'the pods have not been listed yet'
  }

  async run(signal: AbortSignal): Promise<void> {
    const { namespaces = [], log } = this.#options
    this.#outbox = new Outbox()
    const scopes = (namespaces.length === 0 ? [undefined] : namespaces).map((namespace) => this.#scope(namespace))
    this.#scopes = scopes.map(({ pods, reflector }) => ({ pods, hasSynced: () => reflector.hasSynced }))
    const delivered = new AbortController()
    const delivering = this.#deliver(delivered.signal)
    await Promise.all(scopes.map(({ reflector }) => reflector.run(signal)))
    await this.#drain()
    delivered.abort()
    await delivering
    this.#scopes = []
    if (!this.#outbox.isEmpty) log.warn('events were left unsaid: the next list says them', { left: this.#outbox.size })
  }

  #scope(namespace: string | undefined) {
    const { clusterName: cluster, log, relistEveryMs = RELIST_MS } = this.#options
    const timers = this.#timers
    const logs = new RestCluster(this.#client)
    const pods = new ForwardPods({
      cluster,
      clock: timers,
      outbox: this.#outbox,
      readLogTail: async (pod) => {
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
      },
    })
    const { lists: onList, failures: onFailure } = this.#count
    const reflector = watchPods({
      client: this.#client,
      namespace,
      pods,
      timers,
      log,
      relistEveryMs,
      onList,
      onFailure,
    })
    return { pods, reflector }
  }

  #deliver(signal: AbortSignal): Promise<void> {
    const { publisher, log } = this.#options
    const timers = this.#timers
    return deliverEvents(
      {
        outbox: this.#outbox,
        publisher,
        clock: timers,
        random: timers,
        sleep: timers.sleep,
        log,
        onDelivered: ({ event }, lagMs) => {
          this.#count[event.detailType === POD_EVENT.driver ? 'drivers' : 'executors']()
          this.#metrics.observeLag(lagMs)
        },
        onRefused: this.#count.refused,
      },
      signal,
    )
  }

  async #drain(): Promise<void> {
    const until = this.#timers.monotonic() + DRAIN_MS
    while (!this.#outbox.isEmpty && this.#timers.monotonic() < until) await this.#timers.sleep(20)
  }
}
