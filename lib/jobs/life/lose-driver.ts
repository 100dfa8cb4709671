import { KubernetesError } from '../../errors/kubernetes-error.ts'
import { announceJob } from '../announce-job.ts'
import { clip } from '../classify/failure-text.ts'
import { classifyGone } from '../classify/gone-driver.ts'
import { type PodEventRecord, podEventRecordSchema } from '../classify/pod-event-record.ts'
import type { Job, JobDriver } from '../job.ts'
import type { Transition } from '../job-transition.ts'
import { moveJob } from '../move-job.ts'
import { phaseRank } from '../phase-rank.ts'
import type { JobLife } from './job-life.ts'
import { policyOf, restartAfter, retriesOf } from './restart.ts'
import { wakeJob } from './wake-job.ts'

type End = Omit<Transition, 'attempt'>

const LOST = { state: 'FAILED', reason: 'LOST' } as const

const unseen = (driver: JobDriver | undefined): string =>
  `its driver pod ${driver?.name} is gone from the cluster, and nobody saw how it ended`

const eventsOf = async (deps: JobLife, job: Job, driver: JobDriver): Promise<readonly PodEventRecord[]> => {
  const cluster = await deps.clusterOf(job)
  const events = await cluster.podEvents(job.namespace, driver.name)
  return events.flatMap((event) => podEventRecordSchema.safeParse(event).data ?? [])
}

const endOf = async (deps: JobLife, job: Job): Promise<End> => {
  const { driver, namespace, stop } = job
  // The end that somebody wished for counts as what was wished for.
  if (!driver || stop) return { ...LOST, message: unseen(driver) }
  try {
    const events = await eventsOf(deps, job, driver)
    const hasRun = phaseRank(job.state) >= phaseRank('RUNNING')
    const isTriedAgain = restartAfter(policyOf(job), retriesOf(job), LOST.state, LOST.reason) !== undefined
    return classifyGone({ name: driver.name, namespace, uid: driver.uid, hasRun, isTriedAgain }, events)
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.retryable) throw error
    deps.log.warn('what was said of a driver pod that is gone could not be read', {
      jobId: job.jobId,
      told: error.message,
    })
    return { ...LOST, message: clip(`${unseen(driver)}; the Events about it could not be read: ${error.message}`) }
  }
}

/**
 * Records that the driver is gone from the cluster: as what Kubernetes has said of its pod, or as lost. Where the API server
 * does not let the Events be read it is lost; where it does not answer nothing is recorded, and the error is thrown.
 *
 * @returns the job as recorded
 */
export const loseDriver = async (deps: JobLife, job: Job): Promise<Job> => {
  const { state, reason, message } = await endOf(deps, job)
  const end = { state, reason, message, attempt: job.attempt }
  const after = await moveJob(deps, job.jobId, end, job.driver?.uid)
  if (!after) return job
  if (after.attempt !== job.attempt) await wakeJob(deps, after)
  await announceJob(deps, after)
  return after
}
