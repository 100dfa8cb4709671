import { setTimeout as pause } from 'node:timers/promises'
import type { Job, JobStep } from '../../lib/jobs/job.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'

const POLL_MS = 150

export interface FollowJob {
  readonly store: JobStore
  readonly onStep: (step: JobStep) => void
  readonly signal: AbortSignal
  /** How long the job may take, in milliseconds. */
  readonly patience: number
}

/**
 * Reads the job's record until it has ended, and tells each step once.
 *
 * @throws Error where the job has not ended when patience has: its message says how far it came
 */
export const followJob = async (jobId: string, { store, onStep, signal, patience }: FollowJob): Promise<Job> => {
  let told = 0
  let job: Job | undefined
  for (const end = performance.now() + patience; performance.now() < end; ) {
    job = await store.get(jobId)
    for (const step of job?.history.slice(told) ?? []) onStep(step)
    told = job?.history.length ?? 0
    if (job && isTerminal(job.state)) return job
    await pause(POLL_MS, undefined, { signal })
  }
  const reached = job ? `came no further than ${job.state}: ${job.message ?? 'no reason is known'}` : 'never appeared'
  throw new Error(`job ${jobId} ${reached}`)
}

const SETTLE_MS = 5_000

/** The job once the counts of its executors have come in: they travel beside its states, and may come after the last. */
export const settledExecutors = async (store: JobStore, ended: Job, signal: AbortSignal): Promise<Job> => {
  let job = ended
  for (const end = performance.now() + SETTLE_MS; performance.now() < end && isUnsettled(job); ) {
    await pause(POLL_MS, undefined, { signal })
    job = (await store.get(job.jobId)) ?? job
  }
  return job
}

const isUnsettled = ({ state, executors }: Job): boolean =>
  state === 'SUCCEEDED' && (executors === undefined || executors.running + executors.pending > 0)
