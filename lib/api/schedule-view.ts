import * as z from 'zod'
import { jobStateSchema } from '../../events/job-state.ts'
import { scheduleSpecSchema } from '../../events/schedule.ts'
import { planOf } from '../jobs/schedules/due-plan.ts'
import { nextDues } from '../jobs/schedules/due-times.ts'
import type { Firing, Schedule } from '../jobs/schedules/schedule.ts'
import type { ScheduleSummary } from '../jobs/schedules/schedule-store.ts'
import { wholeSeconds } from '../jobs/schedules/whole-seconds.ts'

const NEXT = 5

const firingSchema = z.object({
  at: z.string().describe('the scheduled time'),
  decidedAt: z.string(),
  manual: z.literal(true).optional().describe('somebody asked for it'),
  jobId: z.string().optional().describe('absent where it made no job'),
  state: jobStateSchema.optional().describe('of the job'),
  skipped: z.enum(['MISSED', 'CONCURRENT', 'SUPERSEDED', 'PAUSED']).optional(),
  message: z.string().optional(),
})

/** A schedule as the API shows it: what its owner said, and where it stands. */
export const scheduleSummarySchema = z.object({
  namespace: z.string(),
  name: z.string(),
  ...scheduleSpecSchema.required({ paused: true }).shape,
  next: z.array(z.string()).describe('when it is due next; none where it is paused or over'),
  pending: z.boolean().describe('EventBridge Scheduler was not told of the last change yet'),
  createdAt: z.string(),
  updatedAt: z.string(),
})

export const scheduleViewSchema = scheduleSummarySchema.extend({
  history: z.array(firingSchema).describe('latest scheduled time first'),
})

export const schedulePageSchema = z.object({
  schedules: z.array(scheduleSummarySchema),
  next: z.string().optional().describe('the `cursor` of the next page'),
})

/** What a list shows, with the times that are due after `now`, milliseconds since the epoch. */
export const summaryOfSchedule = (schedule: ScheduleSummary, now: number, count = 1) => ({
  namespace: schedule.namespace,
  name: schedule.name,
  ...schedule.spec,
  paused: schedule.paused,
  next: schedule.paused ? [] : nextDues(planOf(schedule), now, count).map(wholeSeconds),
  pending: !schedule.synced,
  createdAt: schedule.createdAt,
  updatedAt: schedule.updatedAt,
})

/** A schedule in full; `history` has the states that the jobs have now. */
export const viewOfSchedule = (schedule: Schedule, history: readonly Firing[], now: number) => ({
  ...summaryOfSchedule(schedule, now, NEXT),
  history,
})
