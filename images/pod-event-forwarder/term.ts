import { POD_EVENT } from '../../events/pod-event.ts'
import { deliverEvents } from '../../lib/jobs/forwarding/deliver-events.ts'
import { beat } from '../../lib/jobs/forwarding/heartbeat.ts'
import { Outbox } from '../../lib/jobs/forwarding/outbox.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers, type Timers } from '../../lib/kubernetes/timers.ts'
import type { ForwarderOptions } from './forwarder-options.ts'
import type { Metrics } from './metrics.ts'
import { type WatchedNamespace, watchNamespace } from './watch-namespace.ts'

const RELIST_MS = 10 * 60_000
const DRAIN_MS = 5_000

/** What is done while this replica leads; a later term begins from nothing, by a list of all there is. */
export class Term {
  readonly #options: ForwarderOptions
  readonly #client: RestClient
  readonly #timers: Timers
  readonly #published: Readonly<Record<string, () => void>>
  readonly #count: Record<'refused' | 'lists' | 'failures', () => void>
  readonly #metrics: Metrics
  #outbox = new Outbox()
  #watched: readonly WatchedNamespace[] = []

  constructor(options: ForwarderOptions, client: RestClient, metrics: Metrics) {
    this.#options = options
    this.#client = client
    this.#metrics = metrics
    this.#timers = options.timers ?? systemTimers
    const published = (type: string) =>
      metrics.counter('sparkdrop_forwarder_events_published_total', 'Events that the bus took.', { type })
    const { driver, executors, heartbeat } = POD_EVENT
    this.#published = Object.fromEntries([driver, executors, heartbeat].map((type) => [type, published(type)]))
    this.#count = {
      refused: metrics.counter('sparkdrop_forwarder_events_refused_total', 'Events to be tried again.'),
      lists: metrics.counter('sparkdrop_forwarder_lists_total', 'Complete lists of pods.'),
      failures: metrics.counter('sparkdrop_forwarder_watch_failures_total', 'Lists and watches that failed.'),
    }
    const pods = (role: 'drivers' | 'executors') => () =>
      this.#watched.reduce((sum, { counts }) => sum + counts[role], 0)
    metrics.gauge('sparkdrop_forwarder_pods', 'Pods that are watched.', pods('drivers'), { role: 'driver' })
    metrics.gauge('sparkdrop_forwarder_pods', 'Pods that are watched.', pods('executors'), { role: 'executor' })
    metrics.gauge('sparkdrop_forwarder_outbox', 'Events that are still to be said.', () => this.#outbox.size)
    metrics.gauge('sparkdrop_forwarder_dropped', 'Events that found no room.', () => this.#outbox.dropped)
  }

  /** Why this is not ready, while it leads. */
  get notReady(): string | undefined {
    return this.#all(({ hasSynced }) => hasSynced) ? undefined : 'the pods have not been listed yet'
  }

  async run(signal: AbortSignal): Promise<void> {
    const { namespaces = [], log, clusterName: cluster } = this.#options
    const outbox = new Outbox()
    this.#outbox = outbox
    this.#watched = (namespaces.length === 0 ? [undefined] : namespaces).map((namespace) => this.#watch(namespace))
    const delivered = new AbortController()
    const delivering = this.#deliver(delivered.signal)
    const timers = this.#timers
    const isWell = () => this.#all(({ isCurrent }) => isCurrent)
    const beating = beat({ cluster, outbox, clock: timers, sleep: timers.sleep, isWell }, signal)
    await Promise.all([beating, ...this.#watched.map(({ run }) => run(signal))])
    await this.#drain()
    delivered.abort()
    await delivering
    this.#watched = []
    if (!outbox.isEmpty) log.warn('events were left unsaid: the next list says them', { left: outbox.size })
  }

  #all(is: (watched: WatchedNamespace) => boolean): boolean {
    return this.#watched.length > 0 && this.#watched.every(is)
  }

  #watch(namespace: string | undefined): WatchedNamespace {
    const { clusterName: cluster, log, relistEveryMs = RELIST_MS } = this.#options
    const { lists: onList, failures: onFailure } = this.#count
    return watchNamespace({
      cluster,
      namespace,
      client: this.#client,
      outbox: this.#outbox,
      timers: this.#timers,
      log,
      relistEveryMs,
      onList,
      onFailure,
    })
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
        onDelivered: ({ event: { detailType } }, lagMs) => {
          this.#published[detailType]?.()
          if (detailType !== POD_EVENT.heartbeat) this.#metrics.observeLag(lagMs)
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
