import { driverPodSchema, LABELS } from '../../events/pod-event.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import { announceJob } from './announce-job.ts'
import type { Job } from './job.ts'
import { liveDriver } from './live-driver.ts'
import { moveJob } from './move-job.ts'
import { type RecordDriver, recordDriver } from './record-driver.ts'

export interface ReconcileJobs extends RecordDriver {
  readonly cluster: Cluster
}

export interface Reconciliation {
  /** Open jobs that were looked at. */
  readonly checked: number
  /** Jobs whose recorded state was not what the cluster says. */
  readonly repaired: number
}

const PAGE = 500

const driversIn = async (cluster: Cluster, namespace: string): Promise<ReadonlyMap<string, Pod>> => {
  const drivers = new Map<string, Pod>()
  let next: string | undefined
  do {
    const query = { namespace, labelSelector: `${LABELS.jobId},spark-role=driver`, limit: PAGE }
    const page = await cluster.listPods(next ? { ...query, next } : query)
    for (const pod of page.pods) drivers.set(pod.metadata?.uid ?? '', pod)
    next = page.next
  } while (next)
  return drivers
}

const lose = async (deps: ReconcileJobs, job: Job): Promise<Job> => {
  const message = `its driver pod ${job.driver?.name} is gone from the cluster, and nobody saw how it ended`
  const lost = { state: 'FAILED', reason: 'LOST', attempt: job.attempt, message } as const
  const after = await moveJob(deps, job.jobId, lost, job.driver?.uid)
  if (after) await announceJob(deps, after)
  return after ?? job
}

const reconcile = async (deps: ReconcileJobs, job: Job, listed: Pod | undefined): Promise<boolean> => {
  // A list may be older than the record that names the pod.
  const pod = listed ?? (await liveDriver(deps.cluster, job.namespace, job.driver))
  const after = pod
    ? await recordDriver(deps, { type: 'MODIFIED', pod: driverPodSchema.parse(pod) })
    : await lose(deps, job)
  return after !== undefined && after.state !== job.state
}

/**
 * Compares every open job that has a driver with the cluster and records what is so: what an event should have told and
 * did not. A job whose message is still in the queue has no driver yet and is the queue's to keep. Safe to run twice
 * at once, since every write is conditional.
 */
export const reconcileJobs = async (deps: ReconcileJobs): Promise<Reconciliation> => {
  const jobs: Job[] = []
  for await (const job of deps.store.listOpen()) if (job.driver && job.state !== 'ACCEPTED') jobs.push(job)
  let repaired = 0
  for (const [namespace, some] of Map.groupBy(jobs, (job) => job.namespace)) {
    const drivers = await driversIn(deps.cluster, namespace)
    for (const job of some) if (await reconcile(deps, job, drivers.get(job.driver?.uid ?? ''))) repaired++
  }
  deps.log.info('jobs reconciled', { checked: jobs.length, repaired })
  return { checked: jobs.length, repaired }
}
