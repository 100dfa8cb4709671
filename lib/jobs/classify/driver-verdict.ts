import type { JobReason, JobState } from '../../../events/job-state.ts'
import { isTerminal } from '../phase-rank.ts'
import { clip } from './failure-text.ts'

/** What an observation of a driver pod says about the attempt that the pod is. */
export interface DriverVerdict {
  readonly state: JobState
  /** Why it ended, or what holds it back; absent where all is well. */
  readonly reason?: JobReason
  /** For a person: what happened and, where that is known, what to do about it; at most about 1 KB, no control characters. */
  readonly message?: string
  /** Of the driver's container, where it has ended. */
  readonly exitCode?: number
  readonly terminal: boolean
}

interface VerdictDetails {
  readonly reason?: JobReason | undefined
  readonly message?: string | undefined
  readonly exitCode?: number | undefined
}

/** A verdict without absent fields, its message fit to be stored and shown. */
export const verdict = (state: JobState, { reason, message, exitCode }: VerdictDetails = {}): DriverVerdict => ({
  state,
  ...(reason === undefined ? {} : { reason }),
  ...(message ? { message: clip(message) } : {}),
  ...(exitCode === undefined ? {} : { exitCode }),
  terminal: isTerminal(state),
})
