import type { JobRequest } from '../../events/job-request.ts'
import { readJobRequest } from '../../events/read-job-request.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { announceJob } from './announce-job.ts'
import type { Job } from './job.ts'
import { rejectedJob } from './new-job.ts'
import { recordOnce } from './record-once.ts'
import { type SubmitJob, submitJob } from './submit-job.ts'
import { timestamp } from './timestamp.ts'

/** One message of the jobs queue. */
export interface JobMessage {
  readonly body: string
  readonly messageId: string
}

const parse = (body: string): JobRequest => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (cause) {
    throw new InvalidJobError('BAD_REQUEST', `the message is no JSON: ${(cause as Error).message}`, { cause })
  }
  const request = readJobRequest(value)
  if (request.ok) return request.value
  throw new InvalidJobError('BAD_REQUEST', `the message is no job request: ${request.problems}`)
}

const reject = async (deps: SubmitJob, messageId: string, error: InvalidJobError): Promise<Job> => {
  const job = rejectedJob({ kind: 'sqs', id: messageId }, '', error, timestamp(deps.clock))
  const recorded = await recordOnce(deps.store, job)
  await announceJob(deps, recorded)
  deps.log.warn('message rejected', { jobId: job.jobId, messageId, told: error.message })
  return recorded
}

/**
 * Submits the job that a message asks for. A message that asks for none is recorded as a REJECTED job of its own, with what
 * is wrong and where: it is its sender's to mend, and delivering it again would change nothing.
 *
 * @throws a retryable error where the message must be delivered again
 */
export const submitMessage = async (deps: SubmitJob, { body, messageId }: JobMessage): Promise<Job> => {
  let request: JobRequest
  try {
    request = parse(body)
  } catch (error) {
    if (error instanceof InvalidJobError) return reject(deps, messageId, error)
    throw error
  }
  return submitJob(deps, request)
}
