import type { JobStateChange } from '../../events/job-state.ts'
import type { Announcer } from './announcer.ts'
import type { Job, JobStep } from './job.ts'
import { deriveSparkAppId } from './job-id.ts'
import type { JobStore } from './job-store.ts'
import { markAnnounced } from './job-transition.ts'
import { updateJob } from './update-job.ts'

const change = (job: Job, step: JobStep, previous: JobStep | undefined): JobStateChange => ({
  version: 1,
  jobId: job.jobId,
  sparkAppId: deriveSparkAppId(job.jobId, step.attempt),
  namespace: job.namespace,
  ...(previous ? { previous: previous.state } : {}),
  ...step,
})

/**
 * Announces the steps of the job's history that were not announced yet, then remembers that they were. The history is
 * the outbox: a writer that dies between the table and the bus is made up for by the next one that touches the job.
 */
export const announceJob = async (
  deps: { readonly store: JobStore; readonly announcer: Announcer },
  job: Job,
): Promise<void> => {
  const pending = job.history.slice(job.announced)
  if (pending.length === 0) return
  await deps.announcer.announce(pending.map((step, i) => change(job, step, job.history[job.announced + i - 1])))
  await updateJob(deps.store, job.jobId, (stored) => markAnnounced(stored, job.history.length))
}
