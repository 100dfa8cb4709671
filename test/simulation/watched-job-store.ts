import type { Job, JobStep } from '../../lib/jobs/job.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import type { Chronicle } from './chronicle.ts'

/** What a step is known by. */
export const stepName = ({ attempt, state, at }: Pick<JobStep, 'attempt' | 'state' | 'at'>): string =>
  `attempt ${attempt} ${state} at ${at}`

const hasMoved = (before: Job | undefined, job: Job): boolean =>
  before?.state !== job.state || before.attempt !== job.attempt

/** A table that remembers what became of each job, and what was done to jobs that had ended. */
export class WatchedJobStore extends InMemoryJobStore {
  readonly regressions: string[] = []
  /** The moves that each job made, as it was written. */
  readonly moves = new Map<string, string[]>()
  readonly #chronicle: Chronicle

  constructor(chronicle: Chronicle) {
    super()
    this.#chronicle = chronicle
  }

  override async create(job: Job): Promise<boolean> {
    const done = await super.create(job)
    if (done) this.#note(undefined, job)
    return done
  }

  override async replace(job: Job): Promise<boolean> {
    const before = this.jobs.get(job.jobId)
    const done = await super.replace(job)
    if (!done) return false
    if (before && isTerminal(before.state) && hasMoved(before, job))
      this.regressions.push(`job ${job.jobId} was ${before.state}, and became ${job.state}`)
    this.#note(before, job)
    return true
  }

  #note(before: Job | undefined, job: Job): void {
    const { jobId, attempt, state, history } = job
    const driver = job.driver?.uid
    if (driver !== before?.driver?.uid && driver)
      this.#chronicle.note(() => `table: ${jobId} attempt ${attempt} has driver ${driver}`)
    if (!hasMoved(before, job)) return
    const step = history.at(-1)
    if (step) this.moves.set(jobId, [...(this.moves.get(jobId) ?? []), stepName(step)])
    this.#chronicle.note(
      () => `table: ${jobId} attempt ${attempt} is ${state}${job.message ? ` (${job.message})` : ''}`,
    )
  }
}

/** What a build does that forgot the condition of its writes. */
export class UnconditionalJobStore extends WatchedJobStore {
  override replace(job: Job): Promise<boolean> {
    return super.replace({ ...job, revision: (this.jobs.get(job.jobId)?.revision ?? 0) + 1 })
  }
}

/** The table as submit-job sees it in a build that trusts in names alone: no driver is ever on record. */
export const forgetful = (store: JobStore): JobStore =>
  new Proxy(store, {
    get: (target, name) => {
      if (name !== 'get') return Reflect.get(target, name).bind(target)
      return async (jobId: string) => {
        const job = await target.get(jobId)
        if (!job || isTerminal(job.state)) return job
        const { driver: _driver, ...rest } = job
        return { ...rest, state: 'ACCEPTED' }
      }
    },
  })
