import type { JobStateChange } from '../../events/job-state.ts'
import type { Slots } from './admission/change-roster.ts'
import { freeSlot } from './admission/free-slot.ts'
import type { Announcer } from './announcer.ts'
import type { Job, JobStep } from './job.ts'
import { deriveSparkAppId } from './job-id.ts'
import type { JobStore } from './job-store.ts'
import { markAnnounced, stepsOf } from './job-transition.ts'
import { updateJob } from './update-job.ts'

const isWanted = ({ request }: Job, { state }: JobStep): boolean =>
  request?.notifications?.states.some((wanted) => wanted === state) ?? false

const change = (job: Job, step: JobStep, previous: JobStep | undefined): JobStateChange => ({
  version: 1,
  jobId: job.jobId,
  sparkAppId: deriveSparkAppId(job.jobId, step.attempt),
  source: job.source,
  namespace: job.namespace,
  ...(previous ? { previous: previous.state } : {}),
  ...step,
  ...(isWanted(job, step) ? { notify: true } : {}),
})

/**
 * Announces the steps of the job's history that were not announced yet, then remembers that they were. The history is
 * the outbox: a writer that dies between the table and the bus is made up for by the next one that touches the job.
 * A job that is over, or stands aside, gives up its place among those that a limit holds for before that is told.
 */
export const announceJob = async (
  deps: { readonly store: JobStore; readonly announcer: Announcer; readonly slots?: Slots | undefined },
  job: Job,
): Promise<void> => {
  if (deps.slots) await freeSlot({ store: deps.store, slots: deps.slots }, job)
  const first = job.announced - (job.forgotten ?? 0)
  const pending = job.history.slice(first)
  if (pending.length === 0) return
  const changes = pending.map((step, i) => change(job, step, job.history[first + i - 1]))
  await deps.announcer.announce(changes, job.history)
  await updateJob(deps.store, job.jobId, (stored) => markAnnounced(stored, stepsOf(job)))
}
