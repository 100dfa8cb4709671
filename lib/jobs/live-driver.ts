import type { Cluster } from '../ports/cluster.ts'
import type { JobDriver } from './job.ts'
import type { StoredPod } from './submit/stored-pod.ts'

/** The very pod that is the driver, by a GET of its own; undefined where it is gone, also where another has its name. */
export const liveDriver = async (
  cluster: Cluster,
  namespace: string,
  driver: Pick<JobDriver, 'name' | 'uid'> | undefined,
): Promise<StoredPod | undefined> => {
  const pod = driver && (await cluster.getPod(namespace, driver.name))
  return pod?.metadata?.uid === driver?.uid ? (pod as StoredPod | undefined) : undefined
}
