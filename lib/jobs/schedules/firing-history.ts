import { isTerminal } from '../phase-rank.ts'
import type { Firing, Schedule } from './schedule.ts'

/** As long as a message may come again, what was decided about it is kept. */
const KEPT_MS = 3_600_000
/** What fits in a record, whatever runs for how long. */
const MOST = 300

/** Whether the run of a firing has not ended, as far as is known. */
export const isActive = ({ jobId, state }: Firing): boolean => jobId !== undefined && !(state && isTerminal(state))

/** Whether the firing shall have a job of which it is not known that it is queued. */
export const isPending = ({ jobId, state }: Firing): boolean => jobId !== undefined && state === undefined

type Kind = keyof Schedule['spec']['history']

const kindOf = ({ state, skipped }: Firing): Kind => {
  if (skipped) return 'skipped'
  return state === 'SUCCEEDED' ? 'successful' : 'failed'
}

/** The firings to remember, latest first: all that are new or not over, and of the others as many as the schedule says. */
export const remembered = (schedule: Pick<Schedule, 'spec' | 'firings'>, now: number): readonly Firing[] => {
  const left = { ...schedule.spec.history }
  const sorted = schedule.firings.toSorted((a, b) => b.at.localeCompare(a.at))
  return sorted
    .filter((firing) => {
      if (isActive(firing)) return true
      const room = left[kindOf(firing)]-- > 0
      return room || now - Date.parse(firing.decidedAt) < KEPT_MS
    })
    .slice(0, MOST)
}
