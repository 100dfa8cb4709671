import type { JobRequest } from '../../events/job-request.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { withS3GlobsResolved } from '../staging/s3-globs.ts'
import { stageFiles, unstageFiles } from '../staging/stage-files.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import type { Job } from './job.ts'
import { deriveJobId } from './job-id.ts'
import type { Transition } from './job-transition.ts'
import { liveDriver } from './live-driver.ts'
import { moveJob } from './move-job.ts'
import { acceptedJob } from './new-job.ts'
import { recordOnce } from './record-once.ts'
import { explainFailure, type Failure } from './submit/explain-failure.ts'
import { jobConf, type Platform } from './submit/job-conf.ts'
import { type LaunchDriver, launchDriver } from './submit/launch-driver.ts'
import { type PreparedDriver, prepareDriver } from './submit/prepare-driver.ts'
import { timestamp } from './timestamp.ts'

export interface SubmitJob extends LaunchDriver {
  readonly objects: ObjectStore
  readonly announcer: Announcer
  readonly log: Log
  /** Asked anew for each job: the defaults may have been edited. */
  readonly platform: () => Promise<Platform>
}

const recorded = async ({ store, clock }: SubmitJob, request: JobRequest): Promise<Job> => {
  const known = await store.get(deriveJobId(request.source))
  if (known) return known
  return recordOnce(store, acceptedJob(request, timestamp(clock)))
}

const move = async (deps: SubmitJob, job: Job, to: Transition, driver = job.driver?.uid): Promise<Job> =>
  (await moveJob(deps, job.jobId, to, driver)) ?? job

const launch = async (deps: SubmitJob, job: Job, prepared: PreparedDriver): Promise<Job> => {
  const { attempt } = job
  if (!job.driver) await stageFiles(deps.objects, prepared.staged)
  const launched = await launchDriver(deps, job, prepared.spec)
  if (launched.kind === 'launched') return move(deps, job, { state: 'SUBMITTED', attempt }, launched.uid)
  const message = 'its driver pod was deleted before anybody saw it run'
  return move(deps, job, { state: 'FAILED', reason: 'LOST', message, attempt })
}

/** The record says what holds the job, also where its message ends among the dead letters. */
const hold = async (deps: SubmitJob, job: Job, { reason, message }: Failure): Promise<void> => {
  const { state, attempt } = job
  await Promise.allSettled([move(deps, job, { state, attempt, reason, message })])
}

/** A refusal is the job's end only where no driver of it is at work by another delivery's doing. */
const refuse = async (deps: SubmitJob, job: Job, { reason, message }: Failure): Promise<Job | undefined> => {
  const current = (await deps.store.get(job.jobId)) ?? job
  if (await liveDriver(deps.cluster, current.namespace, current.driver)) return undefined
  return move(deps, current, { state: 'REJECTED', attempt: job.attempt, reason, message })
}

const prepare = async (deps: SubmitJob, job: Job, request: JobRequest): Promise<PreparedDriver> => {
  const { conf, warnings } = await withS3GlobsResolved(jobConf(request, await deps.platform()), deps.objects)
  const prepared = prepareDriver(job, request, conf)
  return { ...prepared, warnings: [...warnings, ...prepared.warnings] }
}

const submit = async (deps: SubmitJob, job: Job, request: JobRequest): Promise<Job> => {
  let prepared: PreparedDriver | undefined
  try {
    prepared = await prepare(deps, job, request)
    for (const warning of prepared.warnings) deps.log.warn(warning, { jobId: job.jobId })
    return await launch(deps, job, prepared)
  } catch (error) {
    const failure = explainFailure(error, job.namespace)
    if (failure.passes) await hold(deps, job, failure)
    const refused = failure.passes ? undefined : await refuse(deps, job, failure)
    if (!refused) throw error
    if (refused.state === 'REJECTED' && prepared) await unstageFiles(deps.objects, prepared.staged)
    return refused
  }
}

/**
 * Brings a job to its driver: files staged, the driver pod with its service and configmaps on the cluster, the job
 * SUBMITTED. What the sender has to change makes it REJECTED with the reason. Delivered again, late, or beside another
 * delivery, it goes on from where the job stands and never makes a second driver for one attempt.
 *
 * @throws a retryable error where the message must be delivered again
 */
export const submitJob = async (deps: SubmitJob, request: JobRequest): Promise<Job> => {
  const job = await recorded(deps, request)
  const due = job.state === 'ACCEPTED' || job.state === 'QUEUED' || job.state === 'RETRYING'
  const after = due ? await submit(deps, job, job.request ?? request) : job
  await announceJob(deps, after)
  deps.log.info('job submitted', { jobId: after.jobId, state: after.state, told: after.message })
  return after
}
