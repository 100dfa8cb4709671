import type { Clock } from '../../ports/clock.ts'
import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { advance } from '../job-transition.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'

/** What is said of a job that waits to be resumed. */
export const SUSPENDED = 'it is suspended: it waits until it is resumed'

/** A suspended job without a driver says that it waits, also where it was so from the start. */
export const noteSuspended = async (
  { store, clock }: { readonly store: JobStore; readonly clock: Clock },
  job: Job,
): Promise<Job> => {
  if (job.state !== 'ACCEPTED' || !job.suspended) return job
  const at = timestamp(clock)
  const note = (stored: Job): Job | undefined =>
    stored.suspended && stored.state === 'ACCEPTED'
      ? advance(stored, { state: 'QUEUED', attempt: stored.attempt, message: SUSPENDED }, at)
      : undefined
  return (await updateJob(store, job.jobId, note)) ?? job
}
