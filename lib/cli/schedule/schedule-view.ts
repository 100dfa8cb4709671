import * as z from 'zod'
import { readAnswer } from '../jobs/job-view.ts'

const firingSchema = z.looseObject({
  at: z.string(),
  decidedAt: z.string(),
  manual: z.boolean().optional(),
  jobId: z.string().optional(),
  state: z.string().optional(),
  skipped: z.string().optional(),
  message: z.string().optional(),
})

const summarySchema = z.looseObject({
  namespace: z.string(),
  name: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  start: z.string().optional(),
  end: z.string().optional(),
  catchUpSeconds: z.int(),
  concurrency: z.string(),
  paused: z.boolean(),
  pending: z.boolean(),
  next: z.array(z.string()),
})

const scheduleSchema = summarySchema.extend({ history: z.array(firingSchema) })
const pageSchema = z.looseObject({ schedules: z.array(summarySchema), next: z.string().nullish() })
const runSchema = z.looseObject({ at: z.string(), jobId: z.string() })

/** What the API says of a schedule, as far as the command looks at it; the rest is passed on as it is. */
export type ScheduleSummaryView = Readonly<z.output<typeof summarySchema>>
export type ScheduleView = Readonly<z.output<typeof scheduleSchema>>
export type FiringView = Readonly<z.output<typeof firingSchema>>

export const readSchedule = (answer: unknown): ScheduleView => readAnswer(scheduleSchema, answer)
export const readSchedules = (answer: unknown) => readAnswer(pageSchema, answer)
export const readRun = (answer: unknown) => readAnswer(runSchema, answer)
