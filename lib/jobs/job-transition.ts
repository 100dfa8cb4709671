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

/** Whether the news is of another attempt, of one that has ended, or of an earlier state than is known. */
export const isStale = (job: Job, to: Transition): boolean =>
  isTerminal(job.state) || to.attempt !== job.attempt || phaseRank(to.state) < phaseRank(job.state)

const says = (job: Job, to: Transition): boolean =>
  job.state === to.state && job.reason === to.reason && job.message === to.message && job.exitCode === to.exitCode

/** What bounds a record: an Always job would otherwise outgrow any table. */
const STEPS = 50

/** The history with one more step; forgets announced ones where it has become long. */
export const withStep = (job: Job, step: JobStep): Pick<Job, 'history' | 'forgotten'> => {
  const before = job.forgotten ?? 0
  const excess = Math.max(0, Math.min(job.history.length + 1 - STEPS, job.announced - before))
  const forgotten = before + excess
  return { history: [...job.history.slice(excess), step], ...(forgotten > 0 ? { forgotten } : {}) }
}

/** The step without what it does not say. */
export const stepOf = ({ state, attempt, reason, message, exitCode }: Transition, at: string): JobStep => ({
  state,
  at,
  attempt,
  ...present({ reason, message, exitCode }),
})

/** The job with nothing due. */
export const untimed = ({ dueAt: _dueAt, ...job }: Job): Job => job

/**
 * The job after the transition, or undefined where it changes nothing: late, repeated and reordered news are harmless,
 * and what has ended stays as it is. A new reason for the same state is kept without adding a step to the history.
 */
export const advance = (job: Job, to: Transition, at: string): Job | undefined => {
  if (isStale(job, to) || says(job, to)) return undefined
  const { reason: _reason, message: _message, exitCode: _exitCode, ...rest } = job
  const { at: _at, ...told } = stepOf(to, at)
  const steps = job.state === to.state ? {} : withStep(job, stepOf(to, at))
  const moved = renewed({ ...rest, ...told, ...steps }, at)
  return phaseRank(to.state) < phaseRank('SUBMITTED') ? moved : untimed(moved)
}

/**
 * The job with the driver of its attempt claimed, or undefined where that is so already, another driver has it, or the job
 * is not to run any more, or not now.
 */
export const claimDriver = (job: Job, attempt: number, driver: JobDriver, at: string): Job | undefined => {
  if (isTerminal(job.state) || job.attempt !== attempt || job.driver || job.suspended) return undefined
  const { former: _former, ...rest } = untimed(job)
  return renewed({ ...rest, driver: { ...driver, claimedAt: at } }, at)
}

/** The job with newer executor counts, or undefined where those it has are as new. Counts may come after the end. */
export const countExecutors = (job: Job, sparkAppId: string, counts: ExecutorCounts): Job | undefined => {
  if (job.sparkAppId !== sparkAppId || (job.executors && job.executors.at >= counts.at)) return undefined
  const started = Math.max(counts.started, job.executors?.started ?? 0)
  return renewed({ ...job, executors: { ...counts, started } }, job.updatedAt)
}

/** How many steps the job has made, those that are forgotten included. */
export const stepsOf = ({ forgotten = 0, history }: Job): number => forgotten + history.length

/** The job with its first `count` steps marked as announced, or undefined where they are. */
export const markAnnounced = (job: Job, count: number): Job | undefined =>
  job.announced >= count ? undefined : renewed({ ...job, announced: count }, job.updatedAt)

/** The job with nothing changed but when: somebody has seen to it. */
export const renewed = (job: Job, at: string): Job => ({ ...job, updatedAt: at, revision: job.revision + 1 })
