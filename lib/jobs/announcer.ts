import type { JobStateChange } from '../../events/job-state.ts'

/** Tells the world that jobs moved. Throws `TransientError` where even one change was not taken. */
export interface Announcer {
  announce(changes: readonly JobStateChange[]): Promise<void>
}
