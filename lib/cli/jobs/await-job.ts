import { isRetryable, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { EXIT } from '../exit-codes.ts'
import { explainError } from '../explain-error.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import { getJob, jobEvents, LONGEST_WAIT } from './job-calls.ts'
import type { JobEventsView, JobStepView, JobView } from './job-view.ts'

/** Between two calls where the API is out of reach. */
const PAUSE_MS = 2_000

export interface AwaitJob {
  readonly client: ApiClient
  readonly timers: Timers
  readonly surroundings: Surroundings
  /** Milliseconds; absent: as long as it takes. */
  readonly patience?: number
}

/** A step in a line. */
export function describeStep({ state, attempt, reason, message }: JobStepView): string {
  const why = reason === undefined ? '' : ` (${reason})`
  const which = attempt > 1 ? `, attempt ${attempt}` : ''
  return `${state}${why}${which}${message === undefined ? '' : `: ${message}`}`
}

/** What is new; nothing where the API does not answer for the moment. */
async function news(waiting: AwaitJob, jobId: string, after: number, wait: number): Promise<JobEventsView> {
  const { client, timers, surroundings } = waiting
  const { signal } = surroundings
  try {
    return await jobEvents(client, jobId, after, wait)
  } catch (error) {
    signal.throwIfAborted()
    if (!isRetryable(error)) throw error
    warn(surroundings, `how the job is cannot be seen for the moment: ${explainError(error)}`)
    await timers.sleep(PAUSE_MS, signal)
    signal.throwIfAborted()
    return { events: [], next: after, ended: false }
  }
}

/**
 * Stays until the job has ended, and says each of its steps to the person.
 * @throws TransientError STILL_GOING where the patience has run out; ApiError; the signal's reason
 */
export async function awaitJob(waiting: AwaitJob, { jobId }: Pick<JobView, 'jobId'>): Promise<JobView> {
  const { client, timers, surroundings, patience = Number.POSITIVE_INFINITY } = waiting
  const begun = timers.monotonic()
  for (let after = 0; ; ) {
    const left = patience - (timers.monotonic() - begun)
    const { events, next, ended } = await news(
      waiting,
      jobId,
      after,
      Math.min(LONGEST_WAIT, Math.ceil(Math.max(left, 0) / 1000)),
    )
    for (const step of events) say(surroundings, `${jobId} ${describeStep(step)}`)
    after = next
    if (ended) break
    if (timers.monotonic() - begun >= patience) {
      throw new TransientError(
        'STILL_GOING',
        `job ${jobId} has not ended after ${Math.round(patience / 1000)} s, and goes on`,
      )
    }
  }
  const job = await getJob(client, jobId)
  if (job === undefined) throw new TransientError('JOB_GONE', `job ${jobId} has ended, and its record is gone`)
  return job
}

const BY_STATE: Readonly<Record<string, number>> = {
  SUCCEEDED: EXIT.done,
  REJECTED: EXIT.jobRejected,
  KILLED: EXIT.jobKilled,
}

/** The exit code for a job that was waited for: its driver's own, where that ended with one, else by its state. */
export const exitCodeOfJob = ({ state, exitCode }: Pick<JobView, 'state' | 'exitCode'>): number =>
  state !== 'SUCCEEDED' && exitCode !== undefined && exitCode > 0 && exitCode < 256
    ? exitCode
    : (BY_STATE[state] ?? EXIT.jobFailed)
