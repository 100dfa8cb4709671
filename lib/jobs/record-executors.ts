import type { ExecutorSummary } from '../../events/pod-event.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'
import { countExecutors } from './job-transition.ts'
import { updateJob } from './update-job.ts'

/** Keeps the newest counts of a job's executors; summaries of applications that are no jobs of ours change nothing. */
export const recordExecutors = async (store: JobStore, summary: ExecutorSummary): Promise<Job | undefined> => {
  if (!summary.jobId) return undefined
  const { pending, running, succeeded, failed, started, observedAt: at } = summary
  const counts = { pending, running, succeeded, failed, started, at }
  return updateJob(store, summary.jobId, (job) => countExecutors(job, summary.sparkAppId, counts))
}
