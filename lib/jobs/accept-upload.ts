import type { JobRequest } from '../../events/job-request.ts'
import type { JobSource } from '../../events/job-source.ts'
import type { Upload } from '../../events/s3-upload.ts'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { checkSent, demandAllowed } from '../policy/check-request.ts'
import type { Policy } from '../policy/tenant.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import type { Job } from './job.ts'
import { deriveJobId } from './job-id.ts'
import type { JobQueue } from './job-queue.ts'
import type { JobStore } from './job-store.ts'
import { acceptedJob, rejectedJob } from './new-job.ts'
import { recordOnce } from './record-once.ts'
import { timestamp } from './timestamp.ts'
import { describeUpload } from './uploads/describe-upload.ts'
import { isCompanion } from './uploads/upload-key.ts'
import { uploadPlace } from './uploads/upload-place.ts'

export interface AcceptUpload {
  readonly objects: ObjectStore
  readonly store: JobStore
  readonly queue: JobQueue
  readonly announcer: Announcer
  readonly clock: Clock
  readonly log: Log
  /** Asked anew for each upload: it may have been edited. */
  readonly policy: () => Promise<Policy>
}

const describe = async (deps: AcceptUpload, upload: Upload, source: JobSource): Promise<Job> => {
  const at = timestamp(deps.clock)
  let namespace = ''
  try {
    const policy = await deps.policy()
    namespace = uploadPlace(policy, upload)
    const demand = (request: JobRequest): void => demandAllowed(checkSent(policy, request))
    return acceptedJob(await describeUpload(deps.objects, upload, namespace, demand), at)
  } catch (error) {
    if (!(error instanceof SparkdropError) || error.retryable) throw error
    return rejectedJob(source, namespace, error, at)
  }
}

const enqueue = async (queue: JobQueue, state: Job['state'], request: JobRequest | undefined): Promise<void> => {
  if (state === 'ACCEPTED' && request) await queue.send(request)
}

/**
 * Makes a job of an upload: recorded first, then queued, so that a delivery which dies in between is made up for by the
 * next one. What cannot be a job is recorded as REJECTED, with what to change; what only accompanies one is passed over.
 *
 * @returns the job as recorded, or undefined for an upload that is none
 * @throws a retryable error where the upload must be delivered again
 */
export const acceptUpload = async (deps: AcceptUpload, upload: Upload): Promise<Job | undefined> => {
  if (isCompanion(upload.key)) {
    deps.log.debug('upload that is no job passed over', { key: upload.key })
    return undefined
  }
  const source: JobSource = { kind: 's3', ...upload }
  const known = await deps.store.get(deriveJobId(source))
  const job = known ?? (await recordOnce(deps.store, await describe(deps, upload, source)))
  await enqueue(deps.queue, job.state, job.request)
  await announceJob(deps, job)
  deps.log.info('upload accepted', { jobId: job.jobId, state: job.state, key: upload.key, told: job.message })
  return job
}
