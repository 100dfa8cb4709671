import { Reflector, type ReflectorSink } from '../../lib/kubernetes/reflector.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'

/** An API server on the same machine is back in no time, and has few nodes that ask for it. */
const BACKOFF = { initialMs: 50, maximumMs: 5_000, factor: 2, jitter: 0.5, resetAfterMs: 10_000 } as const

export interface ObjectHandlers<T> {
  changed(object: T): void
  deleted(object: T): void
}

const uidOf = (object: KubernetesObject): string => object.metadata?.uid ?? ''

/** Tells handlers of each object by itself; what vanished between two lists is told as deleted. */
export class ObjectChanges<T extends KubernetesObject> implements ReflectorSink<T> {
  readonly #handlers: ObjectHandlers<T>
  readonly #failed: (error: unknown) => void
  readonly #known = new Map<string, T>()

  constructor(handlers: ObjectHandlers<T>, failed: (error: unknown) => void) {
    this.#handlers = handlers
    this.#failed = failed
  }

  replaced(objects: readonly T[]): void {
    const listed = new Set(objects.map(uidOf))
    for (const [uid, object] of [...this.#known]) if (!listed.has(uid)) this.#drop(object)
    for (const object of objects) this.#keep(object)
  }

  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void {
    if (type === 'DELETED') this.#drop(object)
    else this.#keep(object)
  }

  failed(error: unknown): void {
    this.#failed(error)
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

export interface FollowObjects<T> {
  readonly api: RestClient
  readonly path: string
  readonly handlers: ObjectHandlers<T>
  readonly log: Log
  readonly signal: AbortSignal
}

/**
 * Tells of all objects of one path, then of what becomes of them until `signal` aborts, which resolves `done`.
 *
 * @throws KubernetesError or TransientError where the first list fails
 */
export const followObjects = async <T extends KubernetesObject>(
  options: FollowObjects<T>,
): Promise<{ readonly done: Promise<void> }> => {
  const { api: client, path, handlers, log, signal } = options
  const failed = (error: unknown) => log.warn('watch broke and is tried again', { path, error: String(error) })
  const reflector = new Reflector<T, T>({
    client,
    path,
    project: (object) => object,
    sink: new ObjectChanges(handlers, failed),
    timers: systemTimers,
    backoff: BACKOFF,
  })
  await reflector.begin(signal)
  return { done: reflector.run(signal) }
}
