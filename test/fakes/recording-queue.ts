import type { JobRequest } from '../../events/job-request.ts'
import type { JobQueue } from '../../lib/jobs/job-queue.ts'

/** Remembers what was sent; `failNext` makes the next send fail before it is taken. */
export class RecordingQueue implements JobQueue {
  readonly sent: JobRequest[] = []
  failNext: Error | undefined

  async send(request: JobRequest): Promise<void> {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
    this.sent.push(request)
  }
}
