import type { Job } from '../../lib/jobs/job.ts'
import { isAskedFor, listedAt } from '../../lib/jobs/job-query.ts'
import type { JobPage, JobQuery, JobStore } from '../../lib/jobs/job-store.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'
import { plainCopy } from './plain-copy.ts'

/** The job table in a map, with the conditions of the real one. */
export class InMemoryJobStore implements JobStore {
  readonly jobs = new Map<string, Job>()
  writes = 0

  async get(jobId: string): Promise<Job | undefined> {
    return plainCopy(this.jobs.get(jobId))
  }

  async create(job: Job): Promise<boolean> {
    if (this.jobs.has(job.jobId)) return false
    return this.put(job)
  }

  async replace(job: Job): Promise<boolean> {
    if (this.jobs.get(job.jobId)?.revision !== job.revision - 1) return false
    return this.put(job)
  }

  async *listOpen(_turn?: number): AsyncIterable<Job> {
    const open = [...this.jobs.values()].filter(({ state }) => !isTerminal(state))
    yield* plainCopy(open.sort((a, b) => a.updatedAt.localeCompare(b.updatedAt)))
  }

  async *listDue(by: string): AsyncIterable<Job> {
    yield* plainCopy([...this.jobs.values()].filter(({ dueAt }) => dueAt !== undefined && dueAt <= by))
  }

  async list(query: JobQuery): Promise<JobPage> {
    const all = [...this.jobs.values()].sort((a, b) => (listedAt(a) < listedAt(b) ? 1 : -1))
    const asked = all.filter((job) => isAskedFor(job, query) && !(query.cursor && listedAt(job) >= query.cursor))
    const jobs = plainCopy(asked.slice(0, query.limit))
    const last = jobs.at(-1)
    return { jobs, ...(asked.length > query.limit && last ? { next: listedAt(last) } : {}) }
  }

  private put(job: Job): boolean {
    this.jobs.set(job.jobId, plainCopy(job))
    this.writes++
    return true
  }
}
