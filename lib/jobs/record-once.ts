import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'

/** Puts the job where there is none of its id. Returns what the store holds: this one, or the one that was first. */
export const recordOnce = async (store: JobStore, job: Job): Promise<Job> =>
  (await store.create(job)) ? job : ((await store.get(job.jobId)) ?? job)
