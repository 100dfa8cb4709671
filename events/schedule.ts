import * as z from 'zod'
import { namespaceSchema } from './job-request.ts'

/** A schedule's name within its namespace. */
export const scheduleNameSchema = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a name of at most 63 of a-z, 0-9 and -')

const instant = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T02:30:00Z' })
const kept = z.int().nonnegative().max(50)

/** A JobRequest without its source: with `{{ }}` in it, so that what it makes can only be checked for a given time. */
export const jobTemplateSchema = z.record(z.string(), z.unknown())

/** What its owner says of a schedule; version 1. */
export const scheduleSpecSchema = z.strictObject({
  version: z.literal(1).default(1),
  /** crontab's five fields, `cron(…)`, `rate(…)` or `at(…)`. */
  schedule: z.string().min(1).max(256),
  /** Of the IANA database: the clock that the schedule and the dates in the job are read on. */
  timezone: z.string().min(1).max(50).default('UTC'),
  /** Nothing is due before. */
  start: instant.optional(),
  /** Nothing is due after. */
  end: instant.optional(),
  /** A firing that comes later than this after its time, in seconds, is recorded as missed and not run. */
  catchUpSeconds: z.int().min(60).max(86_400).default(3600),
  /** While an earlier run has not ended: run beside it, skip this firing, or kill the earlier run and go ahead. */
  concurrency: z.enum(['Allow', 'Forbid', 'Replace']).default('Allow'),
  /** How many firings of each kind the schedule remembers once they are an hour old. */
  history: z
    .strictObject({ successful: kept.default(10), failed: kept.default(10), skipped: kept.default(10) })
    .prefault({}),
  /** Absent: as it is; a new schedule is not paused. */
  paused: z.boolean().optional(),
  job: jobTemplateSchema,
})

export type ScheduleSpec = z.output<typeof scheduleSpecSchema>
export type JobTemplate = z.output<typeof jobTemplateSchema>

/** What EventBridge Scheduler writes where it fills nothing in, as some emulators do not. */
export const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>'

const scheduledTime = z
  .literal(SCHEDULED_TIME)
  .transform(() => undefined)
  .or(instant)
  .optional()

/** A message of the schedules queue: a schedule is due. Version 1. */
export const scheduleFiringSchema = z.strictObject({
  version: z.literal(1),
  schedule: z.strictObject({
    namespace: namespaceSchema,
    name: scheduleNameSchema,
    /** Which version of the schedule EventBridge Scheduler fired. */
    generation: z.int().positive().optional(),
    /** Somebody asked for this run: it is neither late nor held back by a pause. */
    manual: z.boolean().default(false),
    /** For a rule's message, which brings its job: the clock that dates in the job are read on. */
    timezone: z.string().default('UTC'),
  }),
  /** The time that was meant. Without it: what was due last when the message was sent. */
  scheduledTime,
  /** Brought by rules, which have no schedule on record: the job to run. */
  job: jobTemplateSchema.optional(),
})

export type ScheduleFiring = z.output<typeof scheduleFiringSchema>
