import type { OwnerReference } from '../../../lib/ports/kubernetes-types.ts'
import { type ApiObject, keyOf, type ObjectKey } from '../api-object.ts'
import type { ApiContext } from '../operations/api-context.ts'
import { deleteObject, FOREGROUND, ORPHAN } from '../operations/delete.ts'
import { findKind, RESOURCES } from '../resources/registry.ts'
import { type ResourceType, resourceId } from '../resources/resource-type.ts'
import type { Change } from '../store/history.ts'
import type { WorkQueue } from './work-queue.ts'

interface Dependent {
  readonly type: ResourceType
  readonly key: ObjectKey
}

const ownersOf = ({ metadata }: ApiObject): readonly OwnerReference[] => metadata.ownerReferences ?? []

const keyFor = ({ metadata }: ApiObject): ObjectKey => ({
  namespace: metadata.namespace ?? '',
  name: metadata.name ?? '',
})

const has = (object: ApiObject, finalizer: string): boolean => (object.metadata.finalizers ?? []).includes(finalizer)

const withoutFinalizer = (object: ApiObject, finalizer: string): ApiObject => {
  const { finalizers = [], ...metadata } = object.metadata
  const rest = finalizers.filter((one) => one !== finalizer)
  return { ...object, metadata: { ...metadata, ...(rest.length === 0 ? {} : { finalizers: rest }) } }
}

/** Deletes what nobody owns any more, and serves the `orphan` and `foregroundDeletion` finalizers. */
export class GarbageCollector {
  private readonly dependents = new Map<string, Map<string, Dependent>>()
  /** Owners whose deletion waits for their dependents, by uid. */
  private readonly releasing = new Map<string, Dependent>()
  private readonly context: ApiContext
  private readonly queue: WorkQueue

  constructor(context: ApiContext, queue: WorkQueue) {
    this.context = context
    this.queue = queue
    for (const type of RESOURCES) context.store.of(type).listen((change) => this.observe(type, change))
  }

  private observe(type: ResourceType, change: Change): void {
    const { object, previous } = change
    const id = `${resourceId(type)} ${change.key}`
    for (const owner of previous === undefined ? [] : ownersOf(previous)) this.dependents.get(owner.uid)?.delete(id)
    if (change.type === 'DELETED') {
      this.releasing.delete(object.metadata.uid ?? '')
      for (const uid of [object.metadata.uid ?? '', ...ownersOf(object).map((owner) => owner.uid)]) this.revisit(uid)
      return
    }
    const key = keyFor(object)
    for (const owner of ownersOf(object)) {
      const known = this.dependents.get(owner.uid) ?? new Map<string, Dependent>()
      this.dependents.set(owner.uid, known.set(id, { type, key }))
    }
    if (ownersOf(object).length > 0) this.visit({ type, key })
    if (object.metadata.deletionTimestamp !== undefined && (has(object, FOREGROUND) || has(object, ORPHAN))) {
      this.releasing.set(object.metadata.uid ?? '', { type, key })
      this.queueRelease({ type, key })
    }
  }

  /** Looks again at everything that the owner of this uid owns, and at the owner. */
  private revisit(uid: string): void {
    for (const dependent of this.dependents.get(uid)?.values() ?? []) this.visit(dependent)
    const owner = this.releasing.get(uid)
    if (owner !== undefined) this.queueRelease(owner)
    if (this.dependents.get(uid)?.size === 0) this.dependents.delete(uid)
  }

  private queueRelease({ type, key }: Dependent): void {
    this.queue.add(`release ${resourceId(type)} ${keyOf(key)}`, () => this.release(type, key))
  }

  private visit({ type, key }: Dependent): void {
    this.queue.add(`collect ${resourceId(type)} ${keyOf(key)}`, () => this.collect(type, key))
  }

  /** An owner of a kind that is not served here is taken to be there. */
  private isThere(owner: OwnerReference, namespace: string): boolean {
    const [version = '', group = ''] = owner.apiVersion.split('/').reverse()
    const type = findKind(group, version, owner.kind)
    if (type === undefined) return true
    const found = this.context.store.of(type).get({ namespace: type.namespaced ? namespace : '', name: owner.name })
    return found?.metadata.uid === owner.uid
  }

  private collect(type: ResourceType, key: ObjectKey): void {
    const object = this.context.store.of(type).get(key)
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return
    const owners = ownersOf(object)
    if (owners.length === 0) return
    const there = owners.filter((owner) => this.isThere(owner, key.namespace))
    if (there.length === 0) {
      deleteObject(this.context, type, key, { propagationPolicy: 'Background', uid: object.metadata.uid ?? '' })
    } else if (there.length < owners.length) this.setOwners(type, key, object, there)
  }

  private setOwners(type: ResourceType, key: ObjectKey, object: ApiObject, owners: readonly OwnerReference[]): void {
    const { ownerReferences: _old, ...metadata } = object.metadata
    const kept = owners.length === 0 ? metadata : { ...metadata, ownerReferences: [...owners] }
    this.context.store.of(type).put(key, { ...object, metadata: kept })
  }

  /** Does what an owner's deletion waits for, and lets it go when that is done. */
  private release(type: ResourceType, key: ObjectKey): void {
    const collection = this.context.store.of(type)
    const owner = collection.get(key)
    if (owner?.metadata.deletionTimestamp === undefined) return
    const uid = owner.metadata.uid ?? ''
    if (has(owner, ORPHAN)) {
      this.orphan(uid)
      this.drop(type, key, withoutFinalizer(owner, ORPHAN))
    } else if (has(owner, FOREGROUND) && this.deleteDependents(uid)) {
      this.drop(type, key, withoutFinalizer(owner, FOREGROUND))
    }
  }

  private drop(type: ResourceType, key: ObjectKey, owner: ApiObject): void {
    const held = (owner.metadata.finalizers ?? []).length > 0 || (owner.metadata.deletionGracePeriodSeconds ?? 0) > 0
    if (held) this.context.store.of(type).put(key, owner)
    else this.context.store.of(type).remove(key)
  }

  private orphan(uid: string): void {
    for (const { type, key } of [...(this.dependents.get(uid)?.values() ?? [])]) {
      const object = this.context.store.of(type).get(key)
      if (object !== undefined)
        this.setOwners(
          type,
          key,
          object,
          ownersOf(object).filter((owner) => owner.uid !== uid),
        )
    }
  }

  /** Deletes what the owner waits for; true where nothing of it is left. */
  private deleteDependents(uid: string): boolean {
    let left = false
    for (const { type, key } of [...(this.dependents.get(uid)?.values() ?? [])]) {
      const object = this.context.store.of(type).get(key)
      if (object === undefined) continue
      const deleted = object.metadata.deletionTimestamp === undefined && deleteObject(this.context, type, key, {}).gone
      const blocks = ownersOf(object).some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true)
      if (!deleted && blocks) left = true
    }
    return !left
  }
}
