import type { Log } from '../../ports/log.ts'
import { type Clusters, clusterOfDriver } from '../clusters/clusters.ts'
import type { Job } from '../job.ts'

export interface EndFormer {
  readonly clusters: Clusters
  /** The cluster that the next attempt is to run on. */
  readonly clusterName: string
  readonly log: Log
}

/**
 * Deletes the driver pod of the attempt before, which has ended: its executors and claims go with it, and the next attempt may
 * have its name. Where it was on another cluster it is in nobody's way, so that one that does not answer holds nothing up.
 */
export const endFormer = async (deps: EndFormer, { jobId, namespace, former }: Job): Promise<void> => {
  if (!former) return
  const { clusters, clusterName, log } = deps
  try {
    const { name } = clusterOfDriver(clusters, former)
    const cluster = await clusters.open(name)
    await cluster.deletePod(namespace, former.name, { uid: former.uid })
  } catch (error) {
    if ((former.cluster ?? clusters.choices[0].name) === clusterName) throw error
    log.warn('the driver of the attempt before could not be deleted', { jobId, told: (error as Error).message })
  }
}
