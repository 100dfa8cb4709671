import type { Clock } from '../ports/clock.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'
import type { Transition } from './job-transition.ts'
import { settle } from './life/end-attempt.ts'
import { timestamp } from './timestamp.ts'
import { updateJob } from './update-job.ts'

/**
 * Moves the job on (see `settle`), as long as its attempt still has the driver that the decision was made about.
 *
 * @param driver uid of that driver; undefined where it had none
 * @returns the job as it is stored now, or undefined where there is none
 */
export const moveJob = (
  { store, clock }: { readonly store: JobStore; readonly clock: Clock },
  jobId: string,
  to: Transition,
  driver: string | undefined,
): Promise<Job | undefined> => {
  const at = timestamp(clock)
  return updateJob(store, jobId, (stored) => (stored.driver?.uid === driver ? settle(stored, to, at) : undefined))
}
