import { setTimeout as pause } from 'node:timers/promises'
import type { Job, JobStep } from '../../lib/jobs/job.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'

const POLL_MS = 150
const SETTLE_MS = 5_000

export interface FollowJob {
  /** Reads the job as it is now; undefined while there is none. */
  readonly read: () => Promise<Job | undefined>
  readonly onStep: (step: JobStep) => void
  readonly signal: AbortSignal
  /** How long the job may take, in milliseconds. */
  readonly patience: number
}

const isSettled = ({ state, executors }: Job): boolean =>
  isTerminal(state) &&
  (state !== 'SUCCEEDED' || (executors !== undefined && executors.running + executors.pending === 0))

const gaveUp = (job: Job | undefined): Error =>
  new Error(job ? `job ${job.jobId} came no further than ${job.state}: ${job.message ?? ''}` : 'the job never appeared')

/**
 * Reads the job until it has ended, and tells each step once. The counts of its executors travel beside its states, so
 * they are waited for a little after the last.
 *
 * @throws Error where the job has not ended when patience has: its message says how far it came
 */
export const followJob = async ({ read, onStep, signal, patience }: FollowJob): Promise<Job> => {
  let told = 0
  let job: Job | undefined
  let end = performance.now() + patience
  let ended = false
  do {
    job = await read()
    for (const step of job?.history.slice(told) ?? []) onStep(step)
    told = job?.history.length ?? 0
    if (job && isTerminal(job.state) && !ended) {
      ended = true
      end = performance.now() + SETTLE_MS
    }
    if (job && isSettled(job)) return job
    await pause(POLL_MS, undefined, { signal })
  } while (performance.now() < end)
  if (job && ended) return job
  throw gaveUp(job)
}
