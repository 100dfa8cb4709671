import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Job, JobDriver } from '../job.ts'

/** A cluster that jobs may be placed on. */
export interface ClusterChoice {
  readonly name: string
  /** Its share of the jobs, compared with the others' weights; 0: only where no other is left. */
  readonly weight: number
  /** The namespaces whose jobs it takes; absent: all. */
  readonly namespaces?: readonly string[] | undefined
  /** `spark.master` of the jobs on it. */
  readonly master: string
}

/** The clusters of the stack. */
export interface Clusters {
  /** At least one. The first is that of jobs whose record names none. */
  readonly choices: readonly [ClusterChoice, ...ClusterChoice[]]
  /** Throws `TransientError` where it cannot be told how to reach the cluster. */
  open(name: string): Promise<Cluster>
}

/** The cluster of this name. Throws `InvalidJobError` where the stack has none. */
export const clusterNamed = ({ choices }: Clusters, name: string): ClusterChoice => {
  const found = choices.find((choice) => choice.name === name)
  if (found) return found
  throw new InvalidJobError(
    'CLUSTER_GONE',
    `the job is on cluster "${name}", which the stack no longer has: it has ${namesOf(choices)}`,
  )
}

/** The cluster that a driver is on; the first where its record does not say. */
export const clusterOfDriver = (clusters: Clusters, { cluster }: Pick<JobDriver, 'cluster'>): ClusterChoice =>
  cluster === undefined ? clusters.choices[0] : clusterNamed(clusters, cluster)

/** The cluster that the job's driver is on, or will be; the first where nothing is on record. */
export const placeOf = (clusters: Clusters, { driver, placement }: Pick<Job, 'driver' | 'placement'>): ClusterChoice =>
  clusterOfDriver(clusters, driver ?? placement ?? {})

export const namesOf = (choices: readonly ClusterChoice[]): string =>
  choices.map(({ name }) => `"${name}"`).join(', ') || 'none'

/** Opens the cluster that a job is on. */
export const clusterOf =
  (clusters: Clusters) =>
  async (job: Pick<Job, 'driver' | 'placement'>): Promise<Cluster> =>
    clusters.open(placeOf(clusters, job).name)
