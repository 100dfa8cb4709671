import type { JobStateChange } from '../../events/job-state.ts'
import type { RosterStore } from '../../lib/jobs/admission/roster-store.ts'
import type { Announcer } from '../../lib/jobs/announcer.ts'
import type { Job } from '../../lib/jobs/job.ts'
import type { JobPage, JobStore } from '../../lib/jobs/job-store.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { ObjectHead, ObjectLevel, ObjectStore } from '../../lib/ports/object-store.ts'

/** The table's conditions without its network: what is measured is the submission, not DynamoDB. */
export class MapJobStore implements JobStore {
  readonly #jobs = new Map<string, Job>()

  async get(jobId: string): Promise<Job | undefined> {
    return this.#jobs.get(jobId)
  }

  async create(job: Job): Promise<boolean> {
    if (this.#jobs.has(job.jobId)) return false
    this.#jobs.set(job.jobId, job)
    return true
  }

  async replace(job: Job): Promise<boolean> {
    if (this.#jobs.get(job.jobId)?.revision !== job.revision - 1) return false
    this.#jobs.set(job.jobId, job)
    return true
  }

  async *listOpen(): AsyncIterable<Job> {
    yield* this.#jobs.values()
  }

  async *listDue(): AsyncIterable<Job> {
    yield* this.#jobs.values()
  }

  async list(): Promise<JobPage> {
    return { jobs: [...this.#jobs.values()] }
  }
}

/** Nothing limits what is measured, so that nobody asks. */
export const noRosters: RosterStore = {
  get: async () => undefined,
  put: async () => false,
}

/** Counts what was announced. */
export class CountingAnnouncer implements Announcer {
  announced = 0

  async announce(changes: readonly JobStateChange[]): Promise<void> {
    this.announced += changes.length
  }
}

/** A store that holds whatever it is asked for: the copies of a job are S3's work, and take none of the function's time. */
export class BoundlessObjectStore implements ObjectStore {
  copies = 0

  async head(): Promise<ObjectHead> {
    return { size: 0, etag: '', metadata: {} }
  }

  async readRange(): Promise<Uint8Array> {
    return new Uint8Array()
  }

  async readText(): Promise<string> {
    return ''
  }

  async copy(): Promise<void> {
    this.copies++
  }

  async list(): Promise<readonly string[]> {
    return []
  }

  async listLevel(): Promise<ObjectLevel> {
    return { keys: [], prefixes: [] }
  }

  async deleteAll(): Promise<void> {}
}

/** Writes nothing. */
export const noLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
