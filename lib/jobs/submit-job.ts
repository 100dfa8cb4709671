import type { JobRequest } from '../../events/job-request.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { checkRequest, demandAllowed } from '../policy/check-request.ts'
import { matchesAny } from '../policy/glob.ts'
import { tenantOf } from '../policy/tenant-of.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { withS3GlobsResolved } from '../staging/s3-globs.ts'
import { unstageFiles } from '../staging/stage-files.ts'
import { type AdmitJob, admitJob } from './admission/admit-job.ts'
import { giveBackSlot } from './admission/free-slot.ts'
import { announceJob } from './announce-job.ts'
import { clusterOf } from './clusters/clusters.ts'
import { onItsCluster, type PlaceJob } from './clusters/on-its-cluster.ts'
import type { Job } from './job.ts'
import { deriveJobId } from './job-id.ts'
import type { Transition } from './job-transition.ts'
import { isDue, isUnsubmitted } from './life/due.ts'
import { endFormer } from './life/end-former.ts'
import { type HoldSubmission, holdSubmission } from './life/hold-submission.ts'
import { stageAttempt } from './life/stage-attempt.ts'
import { noteSuspended } from './life/suspended.ts'
import { wakeJob } from './life/wake-job.ts'
import { liveDriver } from './live-driver.ts'
import { moveJob } from './move-job.ts'
import { acceptedJob } from './new-job.ts'
import { recordOnce } from './record-once.ts'
import { explainFailure, type Failure } from './submit/explain-failure.ts'
import { jobConf, type Platform, withMaster } from './submit/job-conf.ts'
import { CLAIM_LOST, type LaunchDriver, launchDriver } from './submit/launch-driver.ts'
import { type PreparedDriver, prepareDriver } from './submit/prepare-driver.ts'
import { timestamp } from './timestamp.ts'

export interface SubmitJob extends Omit<LaunchDriver, keyof OneCluster>, HoldSubmission, AdmitJob, PlaceJob {
  readonly objects: ObjectStore
  /** Asked anew for each job: the defaults may have been edited. */
  readonly platform: () => Promise<Omit<Platform, 'master'>>
}

type OneCluster = Pick<LaunchDriver, 'cluster' | 'clusterName'>

const recorded = async ({ store, clock }: SubmitJob, request: JobRequest): Promise<Job> => {
  const known = await store.get(deriveJobId(request.source))
  if (known) return known
  return recordOnce(store, acceptedJob(request, timestamp(clock)))
}

const move = async (deps: SubmitJob, job: Job, to: Transition, driver = job.driver?.uid): Promise<Job> =>
  (await moveJob(deps, job.jobId, to, driver)) ?? job

const launch = async (deps: SubmitJob & OneCluster, job: Job, prepared: PreparedDriver): Promise<Job> => {
  const { attempt } = job
  await endFormer(deps, job)
  if (!job.driver) await stageAttempt(deps.objects, job, prepared.staged)
  const launched = await launchDriver(deps, job, prepared.spec)
  if (launched.kind === 'launched') return move(deps, job, { state: 'SUBMITTED', attempt }, launched.uid)
  const message = 'its driver pod was deleted before anybody saw it run'
  const lost = await move(deps, job, { state: 'FAILED', reason: 'LOST', message, attempt })
  if (lost.attempt !== attempt) await wakeJob(deps, lost)
  return lost
}

/** What holds the job is for the table to remember; only where that cannot be told the message has to come back. */
const hold = async (deps: SubmitJob, job: Job, failure: Failure, cause: unknown): Promise<Job> => {
  try {
    const held = await holdSubmission(deps, job, failure)
    if (held.admission) await giveBackSlot(deps, held, held.admission.slot, isUnsubmitted)
    return held
  } catch {
    throw cause
  }
}

/** A refusal is the job's end only where no driver of it is at work by another delivery's doing. */
const refuse = async (deps: SubmitJob, job: Job, { reason, message }: Failure): Promise<Job | undefined> => {
  const current = (await deps.store.get(job.jobId)) ?? job
  const { namespace, driver } = current
  if (driver && (await liveDriver(await clusterOf(deps.clusters)(current), namespace, driver))) return undefined
  return move(deps, current, { state: 'REJECTED', attempt: job.attempt, reason, message })
}

/** What the job asks for, on the first cluster, and the clusters that it may be on. */
const demand = async (deps: SubmitJob, request: JobRequest) => {
  const { choices } = deps.clusters
  const platform = { ...(await deps.platform()), master: choices[0].master }
  const asked = jobConf(request, platform)
  // Before anything is looked up on the job's behalf: what it may not name, it shall not learn of either.
  demandAllowed(checkRequest(platform.policy, request, asked))
  const globs = tenantOf(platform.policy, request)?.clusters ?? []
  return { asked, usable: choices.filter(({ name }) => matchesAny(globs, name)) }
}

const prepare = async (deps: SubmitJob, job: Job, request: JobRequest, asked: SparkConf): Promise<PreparedDriver> => {
  const { conf, warnings } = await withS3GlobsResolved(asked, deps.objects)
  const prepared = prepareDriver(job, request, conf)
  return { ...prepared, warnings: [...warnings, ...prepared.warnings] }
}

const submit = async (deps: SubmitJob, job: Job, request: JobRequest): Promise<Job> => {
  let prepared: PreparedDriver | undefined
  try {
    const { asked, usable } = await demand(deps, request)
    return await onItsCluster(deps, job, request, usable, async ({ job: placed, choice, cluster }) => {
      prepared = await prepare(deps, placed, request, withMaster(asked, choice.master))
      for (const warning of prepared.warnings) deps.log.warn(warning, { jobId: job.jobId })
      const { kind, job: admitted } = await admitJob(deps, placed, request)
      return kind === 'waits' ? admitted : launch({ ...deps, cluster, clusterName: choice.name }, admitted, prepared)
    })
  } catch (error) {
    if (error instanceof SparkdropError && error.code === CLAIM_LOST) return (await deps.store.get(job.jobId)) ?? job
    const failure = explainFailure(error, job.namespace)
    if (failure.passes) return await hold(deps, job, failure, error)
    const refused = await refuse(deps, job, failure)
    if (!refused) throw error
    if (refused.state === 'REJECTED' && prepared) await unstageFiles(deps.objects, prepared.staged)
    return refused
  }
}

/**
 * Brings a job to its driver: files staged, the driver pod with its service and configmaps on the cluster, the job
 * SUBMITTED. What the sender has to change makes it REJECTED with the reason. Delivered again, late, or beside another
 * delivery, it goes on from where the job stands and never makes a second driver for one attempt. Where a limit holds for
 * it, it is QUEUED until there is room; where a cluster does not take it, it may move on to another. What passes by itself
 * makes it QUEUED until it is due again; one that is not due, or suspended, stays as it is.
 *
 * @throws a retryable error where the message must be delivered again
 */
export const submitJob = async (deps: SubmitJob, request: JobRequest): Promise<Job> => {
  const job = await recorded(deps, request)
  const after = isDue(job, deps.clock.now())
    ? await submit(deps, job, job.request ?? request)
    : await noteSuspended(deps, job)
  await announceJob(deps, after)
  deps.log.info('job submitted', { jobId: after.jobId, state: after.state, told: after.message })
  return after
}
