import type { JobReason, JobState } from '../../events/job-state.ts'
import type { ExecutorCounts, Job, JobDriver, JobStep } from './job.ts'
import { isTerminal, phaseRank } from './phase-rank.ts'

/** What was seen or decided about a job at one moment. */
export interface Transition {
  readonly state: JobState
  readonly attempt: number
  readonly reason?: JobReason | undefined
  readonly message?: string | undefined
  readonly exitCode?: number | undefined
}

const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

const isStale = (job: Job, to: Transition): boolean =>
  isTerminal(job.state) || to.attempt !== job.attempt || phaseRank(to.state) < phaseRank(job.state)

const says = (job: Job, to: Transition): boolean =>
  job.state === to.state && job.reason === to.reason && job.message === to.message && job.exitCode === to.exitCode

/**
 * The job after the transition, or undefined where it changes nothing: late, repeated and reordered news are harmless,
 * and what has ended stays as it is. A new reason for the same state is kept without adding a step to the history.
 */
export const advance = (job: Job, to: Transition, at: string): Job | undefined => {
  if (isStale(job, to) || says(job, to)) return undefined
  const { reason: _reason, message: _message, exitCode: _exitCode, ...rest } = job
  const told = present({ reason: to.reason, message: to.message, exitCode: to.exitCode })
  const step: JobStep = { state: to.state, at, attempt: to.attempt, ...told }
  return touched(
    { ...rest, ...told, state: to.state, history: job.state === to.state ? job.history : [...job.history, step] },
    at,
  )
}

/** The job with the driver of its attempt claimed, or undefined where that is so already or another driver has it. */
export const claimDriver = (job: Job, attempt: number, driver: JobDriver, at: string): Job | undefined =>
  isTerminal(job.state) || job.attempt !== attempt || job.driver ? undefined : touched({ ...job, driver }, at)

/** The job with newer executor counts, or undefined where those it has are as new. Counts may come after the end. */
export const countExecutors = (job: Job, sparkAppId: string, counts: ExecutorCounts): Job | undefined => {
  if (job.sparkAppId !== sparkAppId || (job.executors && job.executors.at >= counts.at)) return undefined
  const started = Math.max(counts.started, job.executors?.started ?? 0)
  return touched({ ...job, executors: { ...counts, started } }, job.updatedAt)
}

/** The job with its first `count` steps marked as announced, or undefined where they are. */
export const markAnnounced = (job: Job, count: number): Job | undefined =>
  job.announced >= count ? undefined : touched({ ...job, announced: count }, job.updatedAt)

/** The job with nothing changed but when: somebody has seen to it. */
export const renewed = (job: Job, at: string): Job => touched(job, at)

const touched = (job: Job, at: string): Job => ({ ...job, updatedAt: at, revision: job.revision + 1 })
