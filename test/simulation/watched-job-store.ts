import type { Job } from '../../lib/jobs/job.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'

/** A table that remembers what became of each job, and what was done to jobs that had ended. */
export class WatchedJobStore extends InMemoryJobStore {
  readonly regressions: string[] = []

  override async replace(job: Job): Promise<boolean> {
    const before = this.jobs.get(job.jobId)
    const done = await super.replace(job)
    const changed = before?.state !== job.state || before.attempt !== job.attempt
    if (done && before && isTerminal(before.state) && changed)
      this.regressions.push(`job ${job.jobId} was ${before.state}, and became ${job.state}`)
    return done
  }
}

/** What a build does that forgot the condition of its writes. */
export class UnconditionalJobStore extends WatchedJobStore {
  override replace(job: Job): Promise<boolean> {
    return super.replace({ ...job, revision: (this.jobs.get(job.jobId)?.revision ?? 0) + 1 })
  }
}
