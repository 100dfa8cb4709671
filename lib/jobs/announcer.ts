import type { JobStateChange } from '../../events/job-state.ts'
import type { JobStep } from './job.ts'

/** Tells the world that jobs moved. Throws `TransientError` where even one change was not taken. */
export interface Announcer {
  /** @param history the steps of the job that moved, for who measures how long they took */
  announce(changes: readonly JobStateChange[], history: readonly JobStep[]): Promise<void>
}
