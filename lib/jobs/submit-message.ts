import type { JobRequest } from '../../events/job-request.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Job } from './job.ts'
import { type JobMessage, readMessage } from './read-message.ts'
import { rejectMessage } from './reject-message.ts'
import { type SubmitJob, submitJob } from './submit-job.ts'

/**
 * Submits the job that a message of the jobs queue asks for: sparkdrop's own, so that its source is believed. A message that
 * asks for none is recorded as a REJECTED job of its own, with what is wrong and where: delivering it again would
 * change nothing.
 *
 * @throws a retryable error where the message must be delivered again
 */
export const submitMessage = async (deps: SubmitJob, message: JobMessage): Promise<Job> => {
  let request: JobRequest
  try {
    request = readMessage(message)
  } catch (error) {
    if (error instanceof InvalidJobError) return rejectMessage(deps, message, error)
    throw error
  }
  return submitJob(deps, request)
}
