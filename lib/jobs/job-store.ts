import type { Job } from './job.ts'

/** The job table. Every method throws `TransientError` where the table does not answer. */
export interface JobStore {
  get(jobId: string): Promise<Job | undefined>
  /** Puts the job where there is none of its id; false, and nothing changed, where there is one. */
  create(job: Job): Promise<boolean>
  /** Puts the job where the stored one still has the revision `job.revision - 1`; false, and nothing changed, otherwise. */
  replace(job: Job): Promise<boolean>
  /** Jobs that have not ended, oldest change first, all pages. */
  listOpen(): AsyncIterable<Job>
}
