import { type ApiError, expired } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import type { ApiContext } from '../operations/api-context.ts'
import type { WatchOptions } from '../operations/list-options.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import type { Change, ChangeType } from '../store/history.ts'

export const INITIAL_EVENTS_END = 'k8s.io/initial-events-end'

export interface WatchEvents {
  object(type: ChangeType, object: ApiObject): void
  bookmark(resourceVersion: string, endOfInitialEvents: boolean): void
  error(error: ApiError): void
  end(): void
}

/** How often a watch that wants bookmarks hears how far it is, and how long before its end once more. */
const BOOKMARK_INTERVAL = 60_000
const LAST_BOOKMARK = 2_000

/** A watch without a limit of its own ends some time between half an hour and an hour, as at the real one. */
const DEFAULT_TIMEOUT_SECONDS = 1_800

/** One client's view of the changes of one kind of object. */
export class Watch {
  private readonly context: ApiContext
  private readonly namespace: string
  private readonly options: WatchOptions
  private readonly events: WatchEvents
  private readonly timers: NodeJS.Timeout[] = []
  private unlisten: (() => void) | undefined

  constructor(context: ApiContext, namespace: string, options: WatchOptions, events: WatchEvents) {
    this.context = context
    this.namespace = namespace
    this.options = options
    this.events = events
  }

  /** Sends what is due at once, then whatever happens, until the time is over or `stop` is called. */
  start(type: ResourceType): void {
    const collection = this.context.store.of(type)
    const { resourceVersion = 0, initialEvents } = this.options
    if (initialEvents || resourceVersion === 0) this.sendState(collection.list(this.namespace))
    else {
      const missed = collection.changesSince(resourceVersion)
      if (missed === undefined) {
        this.fail(resourceVersion)
        return
      }
      for (const change of missed) this.pass(change)
    }
    this.unlisten = collection.listen((change) => {
      if (change.revision > resourceVersion) this.pass(change)
    })
    this.schedule()
  }

  stop(): void {
    this.unlisten?.()
    this.unlisten = undefined
    for (const timer of this.timers.splice(0)) clearTimeout(timer)
  }

  private fail(resourceVersion: number): void {
    this.events.error(expired(`too old resource version: ${resourceVersion} (${this.context.store.currentRevision()})`))
    this.events.end()
  }

  private sendState(objects: readonly ApiObject[]): void {
    for (const object of objects) if (this.options.matches(object)) this.events.object('ADDED', object)
    const wanted = this.options.initialEvents || this.options.resourceVersion === undefined
    if (this.options.bookmarks && wanted) this.events.bookmark(String(this.context.store.currentRevision()), true)
  }

  /** To a selective watcher, an object that begins to match is new, and one that no longer does is gone. */
  private pass({ type, object, previous, revision }: Change): void {
    if (this.namespace !== '' && object.metadata.namespace !== this.namespace) return
    const now = type !== 'DELETED' && this.options.matches(object)
    const before = previous !== undefined && this.options.matches(previous)
    if (now) this.events.object(before ? 'MODIFIED' : 'ADDED', object)
    else if (before && type === 'DELETED') this.events.object('DELETED', object)
    else if (before && previous !== undefined) {
      this.events.object('DELETED', {
        ...previous,
        metadata: { ...previous.metadata, resourceVersion: String(revision) },
      })
    }
  }

  private schedule(): void {
    const spread = this.context.randomBelow(DEFAULT_TIMEOUT_SECONDS)
    const timeout = (this.options.timeoutSeconds || DEFAULT_TIMEOUT_SECONDS + spread) * 1000
    this.later(timeout, () => this.events.end())
    if (!this.options.bookmarks) return
    const bookmark = (): void => this.events.bookmark(String(this.context.store.currentRevision()), false)
    if (timeout > LAST_BOOKMARK) this.later(timeout - LAST_BOOKMARK, bookmark)
    this.timers.push(setInterval(bookmark, BOOKMARK_INTERVAL).unref())
  }

  private later(milliseconds: number, action: () => void): void {
    this.timers.push(setTimeout(action, milliseconds).unref())
  }
}
