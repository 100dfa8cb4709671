import type { JobSource } from '../../events/job-source.ts'
import type { JobState } from '../../events/job-state.ts'
import type { Job } from './job.ts'

/** Which jobs; what is absent leaves open. */
export interface JobQuery {
  /** Absent: those of every namespace, and those that name none. */
  readonly namespaces?: readonly string[]
  readonly states?: readonly JobState[]
  readonly source?: JobSource['kind']
  /** What the job's name begins with. */
  readonly namePrefix?: string
  /** Only those that Livy's clients know by a number. */
  readonly numbered?: boolean
  /** At most so many, from 1 to 100. */
  readonly limit: number
  /** The `next` of the page before. */
  readonly cursor?: string
}

export interface JobPage {
  /** Newest first. May be fewer than asked for where jobs moved while they were read, also where there is a next page. */
  readonly jobs: readonly Job[]
  /** Where the next page begins; absent on the last one. */
  readonly next?: string
}

/** The job table. Every method throws `TransientError` where the table does not answer. */
export interface JobStore {
  get(jobId: string): Promise<Job | undefined>
  /** Puts the job where there is none of its id; false, and nothing changed, where there is one. */
  create(job: Job): Promise<boolean>
  /** Puts the job where the stored one still has the revision `job.revision - 1`; false, and nothing changed, otherwise. */
  replace(job: Job): Promise<boolean>
  /**
   * Jobs that have not ended, all pages.
   * @param turn where to begin: over some turns in a row every job comes early once
   */
  listOpen(turn?: number): AsyncIterable<Job>
  /** Jobs about which something is due by then (ISO 8601, UTC), all pages. */
  listDue(by: string): AsyncIterable<Job>
  /** A page of jobs, those that were made last first. */
  list(query: JobQuery): Promise<JobPage>
}
