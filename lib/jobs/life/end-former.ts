import type { Cluster } from '../../ports/cluster.ts'
import type { Job } from '../job.ts'

/**
 * Deletes the driver pod of the attempt before, which has ended: its executors and claims go with it, and the next attempt may
 * have its name.
 */
export const endFormer = async (cluster: Cluster, { namespace, former }: Job): Promise<void> => {
  if (former) await cluster.deletePod(namespace, former.name, { uid: former.uid })
}
