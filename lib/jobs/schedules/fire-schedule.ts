import type { Job } from '../job.ts'
import { deriveJobId } from '../job-id.ts'
import type { JobStore } from '../job-store.ts'
import { type Due, decideFiring } from './decide-firing.ts'
import { isActive, isPending, remembered } from './firing-history.ts'
import { type RunFiring, runFiring } from './run-firing.ts'
import type { Firing, Schedule, ScheduleKey } from './schedule.ts'
import { updateSchedule } from './update-schedule.ts'

/** Nobody is at work any more on what was decided so long ago. */
const ABANDONED_MS = 300_000

const lookedAt = async (store: JobStore, firing: Firing): Promise<Firing> => {
  if (!firing.jobId || !isActive(firing)) return firing
  const job = await store.get(firing.jobId)
  if (job) return isPending(firing) ? firing : { ...firing, state: job.state }
  // A job that was there and is not any more ended long ago.
  return isPending(firing) ? firing : { ...firing, state: 'FAILED', message: 'its job is no longer on record' }
}

/** The firings with the states that their jobs have now. */
export const withStates = (store: JobStore, firings: readonly Firing[]): Promise<readonly Firing[]> =>
  Promise.all(firings.map((firing) => lookedAt(store, firing)))

/** Makes up for firings whose message was given up before their job was made. */
const finishAbandoned = async (deps: RunFiring, schedule: Schedule): Promise<void> => {
  const now = deps.clock.now()
  for (const firing of schedule.firings)
    if (isPending(firing) && now - Date.parse(firing.decidedAt) > ABANDONED_MS) await runFiring(deps, schedule, firing)
}

const sameTime =
  (due: Due) =>
  ({ at }: Firing): boolean =>
    at === due.at

/** Decides about the firing, once: what was decided before stays so. Undefined where there is no such schedule. */
const decide = (deps: RunFiring, key: ScheduleKey, due: Due): Promise<Schedule | undefined> =>
  updateSchedule(deps.schedules, key, async (stored) => {
    if (stored.deleted || stored.firings.some(sameTime(due))) return undefined
    // Of what was forgotten the job's record still tells.
    if (await deps.store.get(deriveJobId({ kind: 'schedule', ...key, at: due.at }))) return undefined
    const now = deps.clock.now()
    const current = { ...stored, firings: await withStates(deps.store, stored.firings) }
    const firings = [decideFiring(current, due, now), ...current.firings]
    return { ...current, firings: remembered({ ...current, firings }, now) }
  })

/**
 * Makes a job of a schedule's firing, or skips it as the schedule says. However often and in whatever order firings are
 * delivered, each is decided about once, on record, and of two that come at once the second knows of the first.
 *
 * @returns the firing's job; undefined where it made none
 */
export const fireSchedule = async (deps: RunFiring, key: ScheduleKey, due: Due): Promise<Job | undefined> => {
  const before = await deps.schedules.get(key)
  if (before && !before.deleted) await finishAbandoned(deps, before)
  const schedule = await decide(deps, key, due)
  if (!schedule || schedule.deleted) {
    deps.log.warn('a schedule that does not exist was fired', { ...key, at: due.at })
    return undefined
  }
  const firing = schedule.firings.find(sameTime(due))
  deps.log.info('schedule fired', {
    ...key,
    ...due,
    jobId: firing?.jobId,
    skipped: firing?.skipped,
    told: firing?.message,
  })
  if (!firing?.jobId) return undefined
  return isPending(firing) ? runFiring(deps, schedule, firing) : deps.store.get(firing.jobId)
}
