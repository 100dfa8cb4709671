import type { JobRequest } from '../../events/job-request.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { type AcceptRequest, acceptRequest } from './accept-request.ts'
import type { Job } from './job.ts'
import { type JobMessage, readOutsideMessage } from './read-message.ts'
import { rejectMessage } from './reject-message.ts'

/**
 * Makes a job of a message that somebody put on the requests queue: recorded, then queued. A message that can be no job is
 * recorded as a REJECTED one of its own, with what is wrong and where; so is one whose `id` belongs to another request, which
 * would otherwise be lost without a word.
 *
 * @throws a retryable error where the message must be delivered again
 */
export const acceptMessage = async (deps: AcceptRequest, message: JobMessage): Promise<Job> => {
  let request: JobRequest | undefined
  try {
    request = readOutsideMessage(message)
    return (await acceptRequest(deps, request)).job
  } catch (error) {
    if (error instanceof InvalidJobError) return rejectMessage(deps, message, error, request?.namespace)
    throw error
  }
}
