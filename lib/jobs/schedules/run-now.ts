import type { Clock } from '../../ports/clock.ts'
import { deriveJobId } from '../job-id.ts'
import type { FiringQueue } from './firing-queue.ts'
import type { ScheduleKey } from './schedule.ts'
import type { ScheduleStore } from './schedule-store.ts'
import { wholeSeconds } from './whole-seconds.ts'

export interface AskedRun {
  /** The run's scheduled time, which is now: ISO 8601, UTC, whole seconds. */
  readonly at: string
  /** The job that it becomes, unless the schedule's concurrency policy forbids it. */
  readonly jobId: string
}

/**
 * Asks for a run of a schedule now, also of one that is paused. Twice in one second is one run.
 *
 * @returns what it becomes, or undefined where there is no such schedule
 */
export const runNow = async (
  deps: { readonly schedules: ScheduleStore; readonly firings: FiringQueue; readonly clock: Clock },
  { namespace, name }: ScheduleKey,
): Promise<AskedRun | undefined> => {
  const schedule = await deps.schedules.get({ namespace, name })
  if (!schedule || schedule.deleted) return undefined
  const at = wholeSeconds(deps.clock.now())
  await deps.firings.send({ version: 1, schedule: { namespace, name, manual: true }, scheduledTime: at })
  return { at, jobId: deriveJobId({ kind: 'schedule', namespace, name, at }) }
}
