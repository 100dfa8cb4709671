import { setTimeout as delay } from 'node:timers/promises'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { ApiClient } from './api-client.ts'

const RETRY_MILLIS = { first: 50, most: 5_000 } as const

export interface ReflectorHandlers<T> {
  changed(object: T): void
  deleted(object: T): void
}

interface ObjectList<T> {
  readonly metadata?: { readonly resourceVersion?: string }
  readonly items: readonly T[]
}

const uidOf = (object: KubernetesObject): string => object.metadata?.uid ?? ''

/**
 * Keeps handlers informed of all objects of one path: a list, then a watch from its version, and the list again where
 * the watch breaks or its version is too old. What vanished between two lists is told as deleted.
 */
export class Reflector<T extends KubernetesObject> {
  readonly #api: ApiClient
  readonly #path: string
  readonly #handlers: ReflectorHandlers<T>
  readonly #log: Log
  readonly #known = new Map<string, T>()

  constructor(api: ApiClient, path: string, handlers: ReflectorHandlers<T>, log: Log) {
    this.#api = api
    this.#path = path
    this.#handlers = handlers
    this.#log = log
  }

  /** Lists once; later changes are followed in the background until `signal` aborts. @throws where the list fails */
  async start(signal: AbortSignal): Promise<{ readonly done: Promise<void> }> {
    const version = await this.#list(signal)
    return { done: this.#follow(version, signal) }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const list = await this.#api.call<ObjectList<T>>('GET', this.#path, { signal })
    const listed = new Set(list.items.map(uidOf))
    for (const [uid, object] of [...this.#known]) if (!listed.has(uid)) this.#drop(object)
    for (const object of list.items) this.#keep(object)
    return list.metadata?.resourceVersion ?? ''
  }

  async #follow(listed: string, signal: AbortSignal): Promise<void> {
    let version: string | undefined = listed
    let pause: number = RETRY_MILLIS.first
    while (!signal.aborted) {
      try {
        version ??= await this.#list(signal)
        const query: Record<string, string> = {
          resourceVersion: version,
          allowWatchBookmarks: 'true',
          timeoutSeconds: '300',
        }
        for await (const { type, object } of this.#api.watch<T>(this.#path, query, signal)) {
          pause = RETRY_MILLIS.first
          version = object.metadata?.resourceVersion ?? version
          if (type === 'DELETED') this.#drop(object)
          else if (type !== 'BOOKMARK') this.#keep(object)
        }
      } catch (error) {
        if (signal.aborted) return
        version = undefined
        if (isKubernetesStatus(error, 410)) continue
        this.#log.warn('watch broke, listing again', { path: this.#path, error: String(error) })
        await delay(pause, undefined, { signal, ref: false }).catch(() => undefined)
        pause = Math.min(pause * 2, RETRY_MILLIS.most)
      }
    }
  }

  #keep(object: T): void {
    this.#known.set(uidOf(object), object)
    this.#handlers.changed(object)
  }

  #drop(object: T): void {
    this.#known.delete(uidOf(object))
    this.#handlers.deleted(object)
  }
}
