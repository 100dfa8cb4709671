import type { JobRequest } from '../../../events/job-request.ts'
import { KubernetesError } from '../../errors/kubernetes-error.ts'
import { isRetryable, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Log } from '../../ports/log.ts'
import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { renewed } from '../job-transition.ts'
import { isQuota } from '../submit/explain-failure.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { type ClusterChoice, type Clusters, placeOf } from './clusters.ts'
import { rankClusters } from './rank-clusters.ts'

export interface PlaceJob {
  readonly clusters: Clusters
  readonly store: JobStore
  readonly clock: Clock
  readonly log: Log
}

/** Where the job's attempt goes on. */
export interface Place {
  readonly job: Job
  readonly choice: ClusterChoice
  readonly cluster: Cluster
}

/** Whether the cluster did not answer, asked to be left alone, or has no room: another may do better. */
const isItsCluster = (error: unknown): boolean =>
  (error instanceof KubernetesError && (isQuota(error) || isRetryable(error))) ||
  (error instanceof SparkdropError && error.retryable && /^(KUBERNETES|EKS)_/.test(error.code))

const isPlaced = ({ placement, attempt }: Job, on?: string): boolean =>
  placement?.attempt === attempt && (on === undefined || placement.cluster === on)

/**
 * Records where the attempt goes on, unless it has a driver or somebody else has decided otherwise: who read the old place
 * can claim no driver there from now on.
 */
const moveTo = async ({ store, clock }: PlaceJob, job: Job, to: ClusterChoice, from?: string): Promise<Job> => {
  const { attempt } = job
  const at = timestamp(clock)
  const placement = { attempt, cluster: to.name }
  const after = await updateJob(store, job.jobId, (stored) => {
    const mayMove = from === undefined ? !isPlaced(stored) : isPlaced(stored, from)
    return mayMove && stored.attempt === attempt && !stored.driver ? renewed({ ...stored, placement }, at) : undefined
  })
  return after ?? job
}

type Ranking = ReturnType<typeof rankClusters>

/** The job as its attempt is placed: by its record, or now. Where there is no choice the claim of a driver records it. */
const placed = (deps: PlaceJob, job: Job, ranking: Ranking): Promise<Job> | Job => {
  const { driver, placement } = job
  const here = isPlaced(job) ? placement?.cluster : undefined
  if (driver || ranking.some(({ name }) => name === here)) return job
  if (ranking.length === 1 && here === undefined) return job
  return moveTo(deps, job, ranking[0], here)
}

/** The cluster that the attempt is on, which without a record is the only one there is. */
const choiceOf = (clusters: Clusters, job: Job, [only]: Ranking): ClusterChoice =>
  job.driver || isPlaced(job) ? placeOf(clusters, job) : only

const nextAfter = (ranking: readonly ClusterChoice[], name: string): ClusterChoice | undefined =>
  ranking[(ranking.findIndex((choice) => choice.name === name) + 1) % ranking.length]

/**
 * Does the work on the cluster that the attempt is on by its record, or else the first of its ranking, which is recorded
 * before. Where that cluster cannot do it now, the attempt moves on to the next: first in the record, on the condition that
 * it has no driver, and then in deed. Each cluster is tried once.
 *
 * @param usable the clusters that the job may be on, its own wish aside
 * @param work given the job as it is recorded; must claim a driver only for the place that the record then still names
 * @throws InvalidJobError where the job may run on no cluster; what the work throws on the last
 */
export const onItsCluster = async (
  deps: PlaceJob,
  first: Job,
  request: JobRequest,
  usable: readonly ClusterChoice[],
  work: (place: Place) => Promise<Job>,
): Promise<Job> => {
  const { clusters, log } = deps
  const ranking: Ranking = first.driver ? [placeOf(clusters, first)] : rankClusters(usable, first, request)
  let job = await placed(deps, first, ranking)
  for (let tries = 1; ; tries++) {
    const choice = choiceOf(clusters, job, ranking)
    try {
      return await work({ job, choice, cluster: await clusters.open(choice.name) })
    } catch (error) {
      const next = nextAfter(ranking, choice.name)
      if (tries >= ranking.length || !next || !isItsCluster(error)) throw error
      job = await moveTo(deps, job, next, choice.name)
      if (job.driver || job.attempt !== first.attempt || !isPlaced(job, next.name)) throw error
      log.warn('the job moves on to another cluster', {
        jobId: job.jobId,
        from: choice.name,
        to: next.name,
        told: (error as Error).message,
      })
    }
  }
}
