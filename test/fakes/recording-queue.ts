import type { JobRequest } from '../../events/job-request.ts'
import type { JobQueue } from '../../lib/jobs/job-queue.ts'

/** Remembers what was sent; `failNext` makes the next send fail before it is taken. */
export class RecordingQueue implements JobQueue {
  readonly sent: JobRequest[] = []
  /** How long each was to be held back, in seconds. */
  readonly delays: number[] = []
  failNext: Error | undefined

  async send(request: JobRequest, delaySeconds = 0): Promise<void> {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
    this.sent.push(request)
    this.delays.push(delaySeconds)
  }
}
