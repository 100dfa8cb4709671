import { LABELS } from '../../../events/pod-event.ts'
import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster, MetaPage } from '../../ports/cluster.ts'
import type { ObjectMeta } from '../../ports/kubernetes-types.ts'
import type { Log } from '../../ports/log.ts'
import { liveDriver } from '../live-driver.ts'
import type { Place } from './places.ts'

export interface SweepOrphans {
  readonly clock: Clock
  readonly log: Log
}

const KINDS = ['ConfigMap', 'Service', 'PersistentVolumeClaim'] as const
const PAGE = 500
/** The garbage collector comes within seconds; what is younger is left to it. */
const ORPHAN_MS = 600_000

async function* metaOf(cluster: Cluster, kind: string, namespace: string): AsyncGenerator<ObjectMeta> {
  let next: string | undefined
  do {
    const query = { apiVersion: 'v1', kind, namespace, labelSelector: LABELS.jobId, limit: PAGE }
    let page: MetaPage
    try {
      page = await cluster.listObjectMeta(next ? { ...query, next } : query)
    } catch (error) {
      // Claims are seen only where the namespace lets jobs have some.
      if (isKubernetesStatus(error, 403)) return
      throw error
    }
    yield* page.objects
    next = page.next
  } while (next)
}

const ownerOf = ({ ownerReferences }: ObjectMeta) => ownerReferences?.find(({ kind }) => kind === 'Pod')

const isOld = ({ creationTimestamp }: ObjectMeta, now: number): boolean =>
  creationTimestamp !== undefined && now - Date.parse(creationTimestamp) >= ORPHAN_MS

/**
 * Deletes the configmaps, services and claims of a namespace that were made for a job's driver and have outlived it, though
 * Kubernetes collects them by itself. That the driver is gone is asked of the cluster for each one; what has no such owner
 * is not ours to delete.
 *
 * @returns how many were deleted
 */
export const sweepOrphans = async ({ clock, log }: SweepOrphans, place: Place): Promise<number> => {
  const { namespace } = place
  const [cluster, drivers] = [await place.cluster(), await place.drivers()]
  let deleted = 0
  for (const kind of KINDS)
    for await (const meta of metaOf(cluster, kind, namespace)) {
      const { name = '', uid = '' } = meta
      const owner = ownerOf(meta)
      if (!owner || drivers.byUid.has(owner.uid) || !isOld(meta, clock.now())) continue
      if (await liveDriver(cluster, namespace, owner)) continue
      if (!(await cluster.deleteObject({ apiVersion: 'v1', kind, metadata: { namespace, name } }, uid))) continue
      log.warn('what a driver that is gone has left is deleted', { kind, namespace, name })
      deleted++
    }
  return deleted
}
