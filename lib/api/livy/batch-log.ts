import { driverPodSchema } from '../../../events/pod-event.ts'
import { driverContainerName } from '../../jobs/classify/driver-containers.ts'
import type { Job } from '../../jobs/job.ts'
import type { ClusterOf } from '../../jobs/life/job-life.ts'
import { liveDriver } from '../../jobs/live-driver.ts'
import { recordLines } from './batch-view.ts'

/** Livy keeps the end of a log, too, and a far shorter one: its pages are counted from the first line that is kept. */
const KEPT_LINES = 5_000
const KEPT_BYTES = 16 * 1024 * 1024
/** As Livy has it where nothing is asked for. */
const PAGE_LINES = 100

export interface LogPage {
  readonly from: number
  readonly total: number
  readonly log: readonly string[]
}

const driverLines = async (clusterOf: ClusterOf, job: Job): Promise<readonly string[] | undefined> => {
  if (!job.driver) return undefined
  const cluster = await clusterOf(job)
  const pod = await liveDriver(cluster, job.namespace, job.driver)
  const container = pod && driverContainerName(driverPodSchema.parse(pod))
  if (!container) return undefined
  const options = { container, tailLines: KEPT_LINES, limitBytes: KEPT_BYTES }
  const log = await cluster.podLog(job.namespace, job.driver.name, options)
  return log === undefined ? undefined : log.replace(/\n$/, '').split('\n')
}

/**
 * A page of the driver's log, or of what the record says where the driver is not there.
 *
 * @param from absent: the last page
 * @throws KubernetesError, TransientError where the cluster does not let the log be read, or does not answer
 */
export const batchLog = async (clusterOf: ClusterOf, job: Job, from?: number, size = PAGE_LINES): Promise<LogPage> => {
  const lines = (await driverLines(clusterOf, job)) ?? recordLines(job)
  const start = Math.min(from ?? Math.max(lines.length - size, 0), lines.length)
  return { from: start, total: lines.length, log: lines.slice(start, start + size) }
}
