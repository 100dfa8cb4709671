import type { JobRequest } from '../../events/job-request.ts'

/** The queue that every trigger feeds and submit-job reads. Throws `TransientError` where it does not answer. */
export interface JobQueue {
  send(request: JobRequest): Promise<void>
}
