import { type ApiObject, keyOf, type ObjectKey } from '../api-object.ts'
import { type Change, History } from './history.ts'

export type ChangeListener = (change: Change) => void

/** Where revisions come from: one counter for all kinds of objects. */
export interface RevisionCounter {
  current(): number
  next(): number
}

/** All objects of one kind, with what happened to them lately. */
export class Collection {
  private readonly objects = new Map<string, ApiObject>()
  private readonly listeners = new Set<ChangeListener>()
  private readonly historyLimit: number
  private history: History
  private readonly revisions: RevisionCounter
  private sorted: string[] | undefined

  constructor(revisions: RevisionCounter, historyLimit: number) {
    this.revisions = revisions
    this.historyLimit = historyLimit
    this.history = new History(historyLimit)
  }

  /** Holds these objects, with their versions, and knows nothing of what was before `revision`. Nobody is told yet. */
  load(objects: ReadonlyMap<string, ApiObject>, revision: number): void {
    for (const [key, object] of objects) this.objects.set(key, object)
    this.sorted = undefined
    this.history = new History(this.historyLimit, revision)
  }

  /** Tells those who listen of every object as if it were new. */
  tellAll(): void {
    for (const [key, object] of [...this.objects]) {
      const revision = Number(object.metadata.resourceVersion)
      for (const listener of this.listeners) listener({ revision, type: 'ADDED', key, object })
    }
  }

  get(key: ObjectKey): ApiObject | undefined {
    return this.objects.get(keyOf(key))
  }

  /** Objects in the order of their keys; those of one namespace, or all where it is empty. */
  list(namespace: string): ApiObject[] {
    return this.pick(this.sortedKeys(), namespace, (key) => this.objects.get(key))
  }

  /** The list as it was at an earlier revision, or undefined where the history does not go back that far. */
  listAt(namespace: string, revision: number): ApiObject[] | undefined {
    const changes = this.history.since(revision)
    if (changes === undefined) return undefined
    if (changes.length === 0) return this.list(namespace)
    const then = new Map<string, ApiObject | undefined>()
    for (const change of changes) if (!then.has(change.key)) then.set(change.key, change.previous)
    const keys = [...new Set([...this.sortedKeys(), ...then.keys()])].sort()
    return this.pick(keys, namespace, (key) => (then.has(key) ? then.get(key) : this.objects.get(key)))
  }

  changesSince(revision: number): readonly Change[] | undefined {
    return this.history.since(revision)
  }

  /** Writes a new or changed object; what is returned carries its resource version. */
  put(key: ObjectKey, draft: ApiObject): ApiObject {
    const path = keyOf(key)
    const previous = this.objects.get(path)
    const object = this.versioned(draft)
    this.objects.set(path, object)
    if (previous === undefined) this.sorted = undefined
    this.publish(previous === undefined ? 'ADDED' : 'MODIFIED', path, object, previous)
    return object
  }

  /** Takes an object out; what is returned is its last state, with the resource version of the deletion. */
  remove(key: ObjectKey): ApiObject | undefined {
    const path = keyOf(key)
    const previous = this.objects.get(path)
    if (previous === undefined) return undefined
    this.objects.delete(path)
    this.sorted = undefined
    const object = this.versioned(previous)
    this.publish('DELETED', path, object, previous)
    return object
  }

  /** Calls `listener` within every write, after it. The function returned ends that. */
  listen(listener: ChangeListener): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private pick(keys: readonly string[], namespace: string, find: (key: string) => ApiObject | undefined): ApiObject[] {
    const picked: ApiObject[] = []
    const prefix = `${namespace}/`
    for (const key of keys) {
      if (namespace !== '' && !key.startsWith(prefix)) continue
      const object = find(key)
      if (object !== undefined) picked.push(object)
    }
    return picked
  }

  private sortedKeys(): readonly string[] {
    this.sorted ??= [...this.objects.keys()].sort()
    return this.sorted
  }

  private versioned(object: ApiObject): ApiObject {
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.revisions.next()) } }
  }

  private publish(type: Change['type'], key: string, object: ApiObject, previous: ApiObject | undefined): void {
    const change: Change = {
      revision: this.revisions.current(),
      type,
      key,
      object,
      ...(previous === undefined ? {} : { previous }),
    }
    this.history.add(change)
    for (const listener of this.listeners) listener(change)
  }
}
