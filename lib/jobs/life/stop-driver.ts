import { driverPodSchema } from '../../../events/pod-event.ts'
import { classifyDriver } from '../classify/classify-driver.ts'
import type { Job, JobDriver } from '../job.ts'
import { liveDriver } from '../live-driver.ts'
import { recordDriver } from '../record-driver.ts'
import type { JobLife } from './job-life.ts'
import { loseDriver } from './lose-driver.ts'

const stop = async (deps: JobLife, job: Job, driver: JobDriver): Promise<Job> => {
  const cluster = await deps.clusterOf(job)
  const found = await liveDriver(cluster, job.namespace, driver)
  if (!found) return loseDriver(deps, job)
  const pod = driverPodSchema.parse(found)
  const seen = (await recordDriver(deps, { type: 'MODIFIED', pod })) ?? job
  if (seen.driver?.uid !== driver.uid || !seen.stop) return seen
  const { graceSeconds } = seen.stop
  await cluster.deletePod(job.namespace, driver.name, {
    uid: driver.uid,
    ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
  })
  // What has never run ends with its pod; of what ran the last word is still to come, and says whether it ended well.
  if (classifyDriver({ type: 'MODIFIED', pod }).state !== 'SUBMITTED') return seen
  return (await liveDriver(cluster, job.namespace, driver)) ? seen : loseDriver(deps, seen)
}

/**
 * Ends the driver of a job of which somebody has recorded that it is to end: looks first whether it has ended by itself, then
 * deletes the very pod. Where the cluster does not answer the wish stays on record, and reconcile-jobs goes on with it.
 *
 * @returns the job as recorded
 */
export const stopDriver = async (deps: JobLife, job: Job): Promise<Job> => {
  if (!job.stop || !job.driver) return job
  try {
    return await stop(deps, job, job.driver)
  } catch (error) {
    deps.log.warn('a driver could not be ended yet', { jobId: job.jobId, told: (error as Error).message })
    return job
  }
}
