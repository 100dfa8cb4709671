import { deriveJobId } from '../job-id.ts'
import { isActive } from './firing-history.ts'
import type { Firing, Schedule, SkipReason } from './schedule.ts'

/** That a schedule is due: it was fired, or somebody asked for a run. */
export interface Due {
  /** ISO 8601, UTC, whole seconds. */
  readonly at: string
  readonly manual: boolean
}

const skipReason = (schedule: Schedule, { at, manual }: Due, now: number): [SkipReason, string] | undefined => {
  const { spec, paused, firings } = schedule
  if (paused && !manual) return ['PAUSED', 'the schedule is paused']
  const late = Math.floor((now - Date.parse(at)) / 1000)
  if (late > spec.catchUpSeconds && !manual)
    return ['MISSED', `it came ${late} s after its time, and the catch-up window is ${spec.catchUpSeconds} s`]
  const earlier = firings.find((it) => isActive(it))
  if (spec.concurrency === 'Forbid' && earlier)
    return ['CONCURRENT', `the run of ${earlier.at} (job ${earlier.jobId}) has not ended`]
  const later = firings.find((it) => it.jobId && it.at > at)
  if (spec.concurrency === 'Replace' && later)
    return ['SUPERSEDED', `the run of ${later.at} (job ${later.jobId}) was there first`]
  return undefined
}

/** What shall become of a firing, by what is known of the schedule's earlier ones. */
export const decideFiring = (schedule: Schedule, due: Due, now: number): Firing => {
  const { namespace, name } = schedule
  const firing = {
    at: due.at,
    decidedAt: new Date(now).toISOString(),
    ...(due.manual ? { manual: true as const } : {}),
  }
  const skip = skipReason(schedule, due, now)
  if (skip) return { ...firing, skipped: skip[0], message: skip[1] }
  return { ...firing, jobId: deriveJobId({ kind: 'schedule', namespace, name, at: due.at }) }
}
