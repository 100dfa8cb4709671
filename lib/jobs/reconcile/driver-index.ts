import { type DriverPod, driverPodSchema, LABELS } from '../../../events/pod-event.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Job } from '../job.ts'
import { isTerminal } from '../phase-rank.ts'

const PAGE = 500

/** The driver pods of one namespace, as they were listed: only what tells of their jobs, however large the pods are. */
export interface DriverIndex {
  readonly byUid: ReadonlyMap<string, DriverPod>
  readonly byJob: ReadonlyMap<string, readonly DriverPod[]>
}

export const jobIdOf = ({ metadata }: DriverPod): string => metadata.labels?.[LABELS.jobId] ?? ''

export const attemptOf = ({ metadata }: DriverPod): number => Number(metadata.labels?.[LABELS.attempt])

/** Lists the driver pods of the namespace, page by page. */
export const driverIndex = async (cluster: Cluster, namespace: string): Promise<DriverIndex> => {
  const pods: DriverPod[] = []
  let next: string | undefined
  do {
    const query = { namespace, labelSelector: `${LABELS.jobId},spark-role=driver`, limit: PAGE }
    const page = await cluster.listPods(next ? { ...query, next } : query)
    for (const pod of page.pods) {
      const parsed = driverPodSchema.safeParse(pod)
      if (parsed.success) pods.push(parsed.data)
    }
    next = page.next
  } while (next)
  return { byUid: new Map(pods.map((pod) => [pod.metadata.uid, pod])), byJob: Map.groupBy(pods, jobIdOf) }
}

/** Whether the pod is one that the job's record knows, or may be about to know. */
export const belongs = (job: Job, pod: DriverPod): boolean => {
  const { uid } = pod.metadata
  if (uid === job.driver?.uid || uid === job.former?.uid) return true
  return !job.driver && !isTerminal(job.state) && attemptOf(pod) === job.attempt
}
