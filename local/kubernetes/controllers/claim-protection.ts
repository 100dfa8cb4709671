import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import type { ApiObject } from '../api-object.ts'
import type { ApiContext } from '../operations/api-context.ts'
import { CLAIM_PROTECTION, persistentVolumeClaimType } from '../resources/persistent-volume-claim.ts'
import { podType } from '../resources/pod/pod.ts'
import type { WorkQueue } from './work-queue.ts'

const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? [])

const isOver = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

/** Lets a deleted PersistentVolumeClaim go as soon as no pod on a node uses it. */
export class ClaimProtection {
  private readonly context: ApiContext
  private readonly queue: WorkQueue

  constructor(context: ApiContext, queue: WorkQueue) {
    this.context = context
    this.queue = queue
    context.store.of(persistentVolumeClaimType).listen(({ object }) => this.check(object))
    context.store.of(podType).listen(({ object }) => {
      const namespace = object.metadata.namespace ?? ''
      for (const name of claimsOf(object as Pod)) {
        const claim = context.store.of(persistentVolumeClaimType).get({ namespace, name })
        if (claim !== undefined) this.check(claim)
      }
    })
  }

  private check({ metadata }: ApiObject): void {
    if (metadata.deletionTimestamp === undefined) return
    const namespace = metadata.namespace ?? ''
    const name = metadata.name ?? ''
    this.queue.add(`unprotect ${namespace}/${name}`, () => this.release(namespace, name))
  }

  private release(namespace: string, name: string): void {
    const collection = this.context.store.of(persistentVolumeClaimType)
    const claim = collection.get({ namespace, name })
    if (claim?.metadata.deletionTimestamp === undefined) return
    const { finalizers = [], ...metadata } = claim.metadata
    if (!finalizers.includes(CLAIM_PROTECTION)) return
    const pods = this.context.store.of(podType).list(namespace) as Pod[]
    if (pods.some((pod) => pod.spec?.nodeName && !isOver(pod) && claimsOf(pod).includes(name))) return
    const rest = finalizers.filter((finalizer) => finalizer !== CLAIM_PROTECTION)
    if (rest.length === 0) collection.remove({ namespace, name })
    else collection.put({ namespace, name }, { ...claim, metadata: { ...metadata, finalizers: rest } })
  }
}
