import { isDeepStrictEqual } from 'node:util'
import { describeProblems } from '../../../events/describe-problems.ts'
import type { JobRequest } from '../../../events/job-request.ts'
import { type ScheduleSpec, scheduleSpecSchema } from '../../../events/schedule.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { timestamp } from '../timestamp.ts'
import { badSchedule } from './cron-field.ts'
import { planOf } from './due-plan.ts'
import { nextDue } from './due-times.ts'
import { renderJob } from './render-job.ts'
import type { Schedule, ScheduleKey } from './schedule.ts'
import { type SyncSchedule, syncSchedule } from './sync-schedule.ts'
import { updateSchedule } from './update-schedule.ts'
import { checkTimezone } from './zoned-time.ts'

/** What a policy says against a job; nothing where it may run. */
export type CheckJob = (request: JobRequest) => Promise<readonly { readonly message: string }[]>

export interface PutSchedule extends SyncSchedule {
  readonly checkJob: CheckJob
}

export interface SchedulePut {
  readonly schedule: Schedule
  /** Whether there was none before. */
  readonly created: boolean
}

/** Reads what its owner says of a schedule. Throws InvalidJobError BAD_SCHEDULE, which names every path that is wrong. */
export const parseSpec = (value: unknown): ScheduleSpec => {
  const spec = scheduleSpecSchema.safeParse(value)
  if (spec.success) return spec.data
  throw badSchedule(`this is no schedule: ${describeProblems(spec.error)}`)
}

const firstDue = (spec: ScheduleSpec, now: number, anchor: string): number => {
  checkTimezone(spec.timezone)
  if (spec.start && spec.end && Date.parse(spec.start) >= Date.parse(spec.end))
    throw badSchedule(`it ends at ${spec.end}, before it begins at ${spec.start}`)
  const due = nextDue(planOf({ spec, anchor }), now)
  if (due !== undefined) return due
  throw badSchedule(`"${spec.schedule}" in ${spec.timezone} is never due from now on`)
}

/** The job is checked as its first run will make it. */
const check = async (deps: PutSchedule, key: ScheduleKey, spec: ScheduleSpec, at: string): Promise<void> => {
  const first = firstDue(spec, deps.clock.now(), at)
  const request = renderJob(spec.job, { ...key, at: first, timezone: spec.timezone })
  const violations = await deps.checkJob(request)
  if (violations.length === 0) return
  const told = violations.map(({ message }) => message).join('; ')
  throw new InvalidJobError('REFUSED_BY_POLICY', `the policy refuses the job of the schedule: ${told}`)
}

const fresh = (key: ScheduleKey, { paused = false, ...spec }: ScheduleSpec, at: string): Schedule => ({
  ...key,
  spec,
  paused,
  generation: 1,
  synced: false,
  anchor: at,
  firings: [],
  createdAt: at,
  updatedAt: at,
  revision: 1,
})

const changed = (stored: Schedule, given: ScheduleSpec, at: string): Schedule | undefined => {
  const { paused = stored.deleted ? false : stored.paused, ...spec } = given
  if (!stored.deleted && paused === stored.paused && isDeepStrictEqual(spec, stored.spec)) return undefined
  const { deleted, ...kept } = stored
  const begun = deleted ? { firings: [], createdAt: at } : {}
  const anchor = deleted || spec.schedule !== stored.spec.schedule ? at : stored.anchor
  return { ...kept, ...begun, spec, paused, anchor, synced: false, generation: stored.generation + 1, updatedAt: at }
}

const syncIfDue = async (deps: SyncSchedule, key: ScheduleKey): Promise<Schedule | undefined> => {
  const schedule = await deps.schedules.get(key)
  return schedule && !schedule.synced ? syncSchedule(deps, key) : schedule
}

/**
 * Makes a schedule, or changes it to what is said now: recorded first, then brought to EventBridge Scheduler. Where that
 * fails the record stands, and whoever comes next, reconcile-jobs at the latest, brings it there. Said again it
 * changes nothing.
 *
 * @throws InvalidJobError BAD_SCHEDULE, BAD_TEMPLATE, REFUSED_BY_POLICY: nothing was changed then
 */
export const putSchedule = async (deps: PutSchedule, key: ScheduleKey, spec: ScheduleSpec): Promise<SchedulePut> => {
  const at = timestamp(deps.clock)
  const stored = await deps.schedules.get(key)
  // What is the same has been checked, and may have come to its end since.
  if (!stored || changed(stored, spec, at)) await check(deps, key, spec, at)
  let created = await deps.schedules.create(fresh(key, spec, at))
  if (!created)
    await updateSchedule(deps.schedules, key, (current) => {
      created = current.deleted === true
      return changed(current, spec, at)
    })
  const schedule = await syncIfDue(deps, key)
  if (schedule) return { schedule, created }
  throw new InvalidJobError('SCHEDULE_MISSING', `schedule ${key.namespace}/${key.name} was deleted meanwhile`)
}
