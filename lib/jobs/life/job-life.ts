import type { Cluster } from '../../ports/cluster.ts'
import type { Job } from '../job.ts'
import type { RecordDriver } from '../record-driver.ts'

/** The cluster that the job's driver is on. Throws where it cannot be reached. */
export type ClusterOf = (job: Job) => Promise<Cluster>

/** What it takes to end, hold or go on with a job. */
export interface JobLife extends RecordDriver {
  readonly clusterOf: ClusterOf
}
