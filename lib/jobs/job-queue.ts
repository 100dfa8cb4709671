import type { JobRequest } from '../../events/job-request.ts'

/** The queue that every trigger feeds and submit-job reads. Throws `TransientError` where it does not answer. */
export interface JobQueue {
  /** @param delaySeconds how long the message is held back, at most 900; absent: not at all */
  send(request: JobRequest, delaySeconds?: number): Promise<void>
}
