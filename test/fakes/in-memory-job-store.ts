import type { Job } from '../../lib/jobs/job.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'

/** The job table in a map, with the conditions of the real one. */
export class InMemoryJobStore implements JobStore {
  readonly jobs = new Map<string, Job>()
  writes = 0

  async get(jobId: string): Promise<Job | undefined> {
    return structuredClone(this.jobs.get(jobId))
  }

  async create(job: Job): Promise<boolean> {
    if (this.jobs.has(job.jobId)) return false
    return this.put(job)
  }

  async replace(job: Job): Promise<boolean> {
    if (this.jobs.get(job.jobId)?.revision !== job.revision - 1) return false
    return this.put(job)
  }

  async *listOpen(): AsyncIterable<Job> {
    const open = [...this.jobs.values()].filter(({ state }) => !isTerminal(state))
    yield* structuredClone(open.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt)))
  }

  private put(job: Job): boolean {
    this.jobs.set(job.jobId, structuredClone(job))
    this.writes++
    return true
  }
}
