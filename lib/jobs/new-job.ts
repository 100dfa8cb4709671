import type { JobRequest } from '../../events/job-request.ts'
import type { JobSource } from '../../events/job-source.ts'
import type { SparkdropError } from '../errors/sparkdrop-error.ts'
import type { Job, JobStep } from './job.ts'
import { deriveJobId, deriveSparkAppId } from './job-id.ts'

const firstRecord = (source: JobSource, namespace: string, step: JobStep): Job => {
  const { at, ...told } = step
  const jobId = deriveJobId(source)
  return {
    jobId,
    source,
    namespace,
    ...told,
    sparkAppId: deriveSparkAppId(jobId, step.attempt),
    history: [step],
    announced: 0,
    createdAt: at,
    updatedAt: at,
    revision: 1,
  }
}

/** The record of a job that is about to be queued, or that waits from the start. */
export const acceptedJob = (request: JobRequest, at: string): Job => ({
  ...firstRecord(request.source, request.namespace, { state: 'ACCEPTED', at, attempt: 1 }),
  request,
  ...(request.suspend ? { suspended: true } : {}),
})

/** The record of what was sent and can be no job; `namespace` is empty where not even that was understood. */
export const rejectedJob = (source: JobSource, namespace: string, error: SparkdropError, at: string): Job =>
  firstRecord(source, namespace, {
    state: 'REJECTED',
    at,
    attempt: 1,
    reason: 'CONFIG',
    message: error.message,
  })
