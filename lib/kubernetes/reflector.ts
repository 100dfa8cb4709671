import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import { SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'
import type { KubernetesObject } from '../ports/kubernetes-types.ts'
import { Backoff, type BackoffOptions, REFLECTOR_BACKOFF } from './backoff.ts'
import type { RestClient } from './rest-client.ts'
import type { Timers } from './timers.ts'
import { type WatchEvent, watchObjects } from './watch-objects.ts'

/** What a reflector tells, in the order in which the API server said it. */
export interface ReflectorSink<T> {
  /** All there is: after every list. */
  replaced(objects: readonly T[]): void
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void
  /** A list or a watch failed, and is tried again: for metrics and logs. */
  failed?(error: unknown): void
}

export interface ReflectorOptions<O extends KubernetesObject, T> {
  readonly client: RestClient
  /** The resources' path, such as `/api/v1/pods`. */
  readonly path: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  /** What is kept of an object: a small part, as there may be tens of thousands of them. */
  readonly project: (object: O) => T
  readonly sink: ReflectorSink<T>
  readonly timers: Timers
  readonly pageSize?: number
  /** Lists again after this long even if all is well; absent: never. */
  readonly relistEveryMs?: number
  /** A watch without a byte for this long is dead: the API server sends a bookmark every minute. */
  readonly silenceMs?: number
  /** What to wait between failures; default what client-go's reflectors wait, which spares an API server of many. */
  readonly backoff?: BackoffOptions
}

interface ObjectList<O> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
  readonly items?: readonly O[]
}

const SHORTEST_WATCH_S = 240
const LONGEST_WATCH_S = 480
/** A page may be large and the API server busy; what failed is tried again with the whole list, whose pages belong together. */
const PAGE_REQUEST = { retryBudgetMs: 0, timeoutMs: 60_000 } as const
/** A watch that ends sooner without a word is a failure, or the loop would run hot. */
const TOO_SHORT_MS = 1_000
/** The version itself may be what the API server cannot serve, as after it was restored from a backup. */
const FAILURES_BEFORE_LIST = 3

/**
 * Keeps a picture of the objects of one kind current, whatever the network and the API server do: list, watch from the
 * list's version, watch again from where the last one ended, list again when that version is gone (410 as an answer or as
 * an event). Waits between failures as client-go does.
 */
export class Reflector<O extends KubernetesObject, T> {
  readonly #options: ReflectorOptions<O, T>
  readonly #backoff: Backoff
  #version: string | undefined
  #listedAt = 0
  #failures = 0
  #synced = false

  constructor(options: ReflectorOptions<O, T>) {
    this.#options = options
    this.#backoff = new Backoff(options.backoff ?? REFLECTOR_BACKOFF, options.timers)
  }

  /** True after the first list that was complete. */
  get hasSynced(): boolean {
    return this.#synced
  }

  /** True while it has the objects, and watches them or has lost them only just now. */
  get isCurrent(): boolean {
    return this.#synced && this.#failures < FAILURES_BEFORE_LIST
  }

  /** The first list, for those who cannot begin without it: `run` goes on from there. Throws where the list fails. */
  async begin(signal: AbortSignal): Promise<void> {
    this.#version = await this.#list(signal)
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list(signal)
        await this.#watch(this.#version, signal)
      } catch (error) {
        if (!signal.aborted) await this.#recover(error, signal)
      }
    }
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    this.#options.sink.failed?.(error)
    this.#failures++
    if (isKubernetesStatus(error, 410) || this.#failures >= FAILURES_BEFORE_LIST) this.#version = undefined
    await this.#options.timers.sleep(this.#backoff.next(), signal)
  }

  /** All pages of one list; the sink hears of it when the last one is here. */
  async #list(signal: AbortSignal): Promise<string> {
    const { client, path, labelSelector, fieldSelector, project, sink, timers, pageSize = 500 } = this.#options
    const objects: T[] = []
    let next: string | undefined
    for (;;) {
      const query = { labelSelector, fieldSelector, limit: pageSize, continue: next }
      const page = await client.json<ObjectList<O>>({ method: 'GET', path, query, signal, ...PAGE_REQUEST })
      for (const item of page.items ?? []) objects.push(project(item))
      next = page.metadata?.continue || undefined
      if (next !== undefined) continue
      const version = page.metadata?.resourceVersion
      if (!version) throw new TransientError('LIST_WITHOUT_VERSION', `GET ${path}: the list has no resourceVersion`)
      this.#listedAt = timers.monotonic()
      this.#synced = true
      sink.replaced(objects)
      return version
    }
  }

  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const { client, path, labelSelector, fieldSelector, timers, relistEveryMs } = this.#options
    const started = timers.monotonic()
    const seconds = Math.floor(SHORTEST_WATCH_S + timers.next() * (LONGEST_WATCH_S - SHORTEST_WATCH_S))
    const silence = new AbortController()
    const ended = new AbortController()
    const either = AbortSignal.any([signal, silence.signal])
    const query = {
      labelSelector,
      fieldSelector,
      allowWatchBookmarks: true,
      resourceVersion: version,
      timeoutSeconds: seconds,
    }
    let heardAt = started
    const watchdog = this.#watchdog(() => heardAt, silence, ended.signal)
    let heard = 0
    try {
      const onBytes = () => {
        heardAt = timers.monotonic()
      }
      for await (const event of watchObjects<O>(client, { path, query, signal: either, onBytes })) {
        heard++
        this.#take(event)
      }
      if (heard === 0 && timers.monotonic() - started < TOO_SHORT_MS) {
        throw new TransientError('WATCH_TOO_SHORT', `GET ${path}: the watch ended at once and said nothing`)
      }
    } catch (error) {
      if (silence.signal.reason instanceof SparkdropError) throw silence.signal.reason
      if (!silence.signal.aborted) throw error
    } finally {
      ended.abort()
      await watchdog
    }
    const due = relistEveryMs !== undefined && timers.monotonic() - this.#listedAt >= relistEveryMs
    if (due) this.#version = undefined
  }

  /** Ends the watch when it has been silent for too long, and, as no failure, when the next list is due. */
  async #watchdog(heardAt: () => number, silence: AbortController, ended: AbortSignal): Promise<void> {
    const { timers, path, silenceMs = 90_000, relistEveryMs = Number.POSITIVE_INFINITY } = this.#options
    while (!ended.aborted) {
      const now = timers.monotonic()
      const quiet = heardAt() + silenceMs - now
      const relist = this.#listedAt + relistEveryMs - now
      if (relist <= 0) return silence.abort()
      if (quiet <= 0) {
        const message = `GET ${path}: the watch was silent for ${silenceMs / 1000} s`
        return silence.abort(new TransientError('WATCH_SILENT', message))
      }
      await timers.sleep(Math.min(quiet, relist), ended)
    }
  }

  #take({ type, object }: WatchEvent<O>): void {
    this.#failures = 0
    this.#version = object.metadata?.resourceVersion ?? this.#version
    if (type !== 'BOOKMARK') this.#options.sink.changed(type, this.#options.project(object))
  }
}
