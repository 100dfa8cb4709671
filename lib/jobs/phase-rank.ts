import type { JobState } from '../../events/job-state.ts'

const TERMINAL = 4

/** RETRYING opens an attempt as ACCEPTED opens the first one: it is written with the number of the attempt that is due. */
const RANKS: Readonly<Record<JobState, number>> = {
  ACCEPTED: 0,
  RETRYING: 0,
  QUEUED: 1,
  SUBMITTED: 2,
  RUNNING: 3,
  SUCCEEDED: TERMINAL,
  FAILED: TERMINAL,
  KILLED: TERMINAL,
  REJECTED: TERMINAL,
}

/**
 * How far a state is on the way of one attempt: ACCEPTED, QUEUED, SUBMITTED, RUNNING, terminal, from 0 to 4.
 *
 * A record moves to a higher rank only, so that events which come twice or late change nothing; ranks of different
 * attempts are not comparable.
 */
export const phaseRank = (state: JobState): number => RANKS[state]

/** True where an attempt has come to its end: nothing that is observed later changes it. */
export const isTerminal = (state: JobState): boolean => RANKS[state] === TERMINAL
