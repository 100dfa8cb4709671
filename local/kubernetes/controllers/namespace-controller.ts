import { type ApiObject, keyOfObject, type ObjectKey } from '../api-object.ts'
import type { ApiContext } from '../operations/api-context.ts'
import { createObject } from '../operations/create.ts'
import { deleteObject } from '../operations/delete.ts'
import { configMapType } from '../resources/config-map.ts'
import { namespaceType } from '../resources/namespace.ts'
import { ROOT_CA_CONFIG_MAP } from '../resources/pod/pod-admission.ts'
import { RESOURCES } from '../resources/registry.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { serviceAccountType } from '../resources/service-account.ts'
import { ROOT_CA } from './root-ca.ts'
import type { WorkQueue } from './work-queue.ts'

const NAMESPACED = RESOURCES.filter((type) => type.namespaced)

const isTerminating = (namespace: ApiObject | undefined): boolean => namespace?.metadata.deletionTimestamp !== undefined

const OPTIONS = { manager: 'kube-controller-manager', dryRun: false, fieldValidation: 'Ignore' } as const

/** What every namespace has from the start. */
const furnishings = (): readonly (readonly [ResourceType, ApiObject])[] => [
  [serviceAccountType, { metadata: { name: 'default' } }],
  [configMapType, { metadata: { name: ROOT_CA_CONFIG_MAP }, data: { 'ca.crt': ROOT_CA } }],
]

/** Gives new namespaces their service account and root certificate, and empties those that are deleted. */
export class NamespaceController {
  private readonly context: ApiContext
  private readonly queue: WorkQueue

  constructor(context: ApiContext, queue: WorkQueue) {
    this.context = context
    this.queue = queue
    context.store.of(namespaceType).listen(({ type, object }) => {
      const name = object.metadata.name ?? ''
      if (type === 'ADDED') this.furnish(name)
      if (type !== 'DELETED' && isTerminating(object)) this.empty(name)
    })
    for (const type of NAMESPACED) {
      context.store.of(type).listen((change) => {
        if (change.type === 'DELETED') this.afterRemoval(change.object.metadata.namespace ?? '')
      })
    }
  }

  private find(name: string): ApiObject | undefined {
    return this.context.store.of(namespaceType).get({ namespace: '', name })
  }

  private furnish(namespace: string): void {
    for (const [type, object] of furnishings()) {
      const key: ObjectKey = { namespace, name: object.metadata.name ?? '' }
      if (this.context.store.of(type).get(key) === undefined)
        createObject(this.context, type, namespace, object, OPTIONS)
    }
  }

  private afterRemoval(namespace: string): void {
    const found = this.find(namespace)
    if (found === undefined) return
    if (isTerminating(found)) this.empty(namespace)
    else
      this.queue.add(
        `furnish ${namespace}`,
        () => !isTerminating(this.find(namespace)) && this.find(namespace) && this.furnish(namespace),
      )
  }

  private empty(namespace: string): void {
    this.queue.add(`empty ${namespace}`, () => this.emptyNow(namespace))
  }

  private emptyNow(namespace: string): void {
    if (!isTerminating(this.find(namespace))) return
    for (const type of NAMESPACED) {
      for (const object of this.context.store.of(type).list(namespace)) {
        if (object.metadata.deletionTimestamp !== undefined) continue
        deleteObject(
          this.context,
          type,
          { namespace, name: object.metadata.name ?? keyOfObject(object) },
          { propagationPolicy: 'Background' },
        )
      }
    }
    const left = NAMESPACED.some((type) => this.context.store.of(type).list(namespace).length > 0)
    if (!left) this.context.store.of(namespaceType).remove({ namespace: '', name: namespace })
  }
}
