import { driverPodSchema, LABELS } from '../../events/pod-event.ts'
import type { Cluster } from '../ports/cluster.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import { announceJob } from './announce-job.ts'
import { finishSubmission, type HalfMade, isUnsubmitted, removeRivals } from './half-made.ts'
import type { Job } from './job.ts'
import { liveDriver } from './live-driver.ts'
import { moveJob } from './move-job.ts'
import { type RecordDriver, recordDriver } from './record-driver.ts'

export interface ReconcileJobs extends RecordDriver, HalfMade {}

export interface Reconciliation {
  /** Open jobs with a driver pod, on record or on the cluster. */
  readonly checked: number
  /** Jobs whose recorded state was not what the cluster says, and those whose submission is now brought to its end. */
  readonly repaired: number
}

const PAGE = 500

const attemptOf = (jobId: string | undefined, attempt: string | undefined): string => `${jobId}/${attempt}`

/** The driver pods of the namespace, by job and attempt: more than one only where a submitter died before it gave way. */
const driversIn = async (cluster: Cluster, namespace: string): Promise<ReadonlyMap<string, readonly Pod[]>> => {
  const pods: Pod[] = []
  let next: string | undefined
  do {
    const query = { namespace, labelSelector: `${LABELS.jobId},spark-role=driver`, limit: PAGE }
    const page = await cluster.listPods(next ? { ...query, next } : query)
    pods.push(...page.pods)
    next = page.next
  } while (next)
  return Map.groupBy(pods, ({ metadata: { labels } = {} }) =>
    attemptOf(labels?.[LABELS.jobId], labels?.[LABELS.attempt]),
  )
}

const lose = async (deps: ReconcileJobs, job: Job): Promise<Job> => {
  const message = `its driver pod ${job.driver?.name} is gone from the cluster, and nobody saw how it ended`
  const lost = { state: 'FAILED', reason: 'LOST', attempt: job.attempt, message } as const
  const after = await moveJob(deps, job.jobId, lost, job.driver?.uid)
  if (after) await announceJob(deps, after)
  return after ?? job
}

const observe = async (deps: ReconcileJobs, job: Job, pods: readonly Pod[]): Promise<Job> => {
  const listed = pods.find(({ metadata }) => metadata?.uid === job.driver?.uid)
  // A list may be older than the record that names the pod.
  const pod = listed ?? (await liveDriver(deps.cluster, job.namespace, job.driver))
  if (pod) return (await recordDriver(deps, { type: 'MODIFIED', pod: driverPodSchema.parse(pod) })) ?? job
  // Of a driver that is gone submit-job finds the words itself.
  return isUnsubmitted(job) ? job : lose(deps, job)
}

const reconcile = async (deps: ReconcileJobs, job: Job, pods: readonly Pod[]): Promise<boolean> => {
  const after = job.driver ? await observe(deps, job, pods) : job
  if (after.driver) await removeRivals(deps, after, pods)
  if (!isUnsubmitted(after)) return after.state !== job.state
  return finishSubmission(deps, after)
}

/**
 * Compares every open job that has a driver with the cluster and records what is so: what an event should have told and
 * did not; and sees to it that submissions which stopped half way are brought to their end. A job without a driver pod is
 * the queue's to keep. Safe to run twice at once, since every write is conditional.
 */
export const reconcileJobs = async (deps: ReconcileJobs): Promise<Reconciliation> => {
  const open: Job[] = []
  for await (const job of deps.store.listOpen()) open.push(job)
  let checked = 0
  let repaired = 0
  for (const [namespace, jobs] of Map.groupBy(open, (job) => job.namespace)) {
    const drivers = await driversIn(deps.cluster, namespace)
    for (const job of jobs) {
      const pods = drivers.get(attemptOf(job.jobId, String(job.attempt))) ?? []
      if (!job.driver && pods.length === 0) continue
      checked++
      if (await reconcile(deps, job, pods)) repaired++
    }
  }
  deps.log.info('jobs reconciled', { checked, repaired })
  return { checked, repaired }
}
