import * as z from 'zod'
import { jobSourceSchema } from './job-source.ts'

export const jobStates = [
  'ACCEPTED',
  'QUEUED',
  'SUBMITTED',
  'RUNNING',
  'RETRYING',
  'SUCCEEDED',
  'FAILED',
  'KILLED',
  'REJECTED',
] as const

export const jobStateSchema = z.enum(jobStates)

export const jobReasonSchema = z.enum([
  'USER_CODE',
  'OOM',
  'IMAGE',
  'CONFIG',
  'QUOTA',
  'UNSCHEDULABLE',
  'PREEMPTED',
  'API_UNAVAILABLE',
  'TIMEOUT',
  'CANCELLED',
  'LOST',
])

/** Where a job stands. */
export type JobState = z.output<typeof jobStateSchema>
/** The class of cause that put it there: stable, for programs; the message beside it is for people. */
export type JobReason = z.output<typeof jobReasonSchema>

/** Source and detail type of what sparkdrop says on its bus when a job moves. */
export const JOB_STATE_CHANGE = { source: 'sparkdrop.jobs', detailType: 'Job State Change' } as const

/** A job moved. Fields may be added without a new version, so readers pass over those that they do not know. */
export const jobStateChangeSchema = z.object({
  version: z.literal(1),
  jobId: z.string(),
  /** What made the job: the upload, message, firing or call. */
  source: jobSourceSchema.optional(),
  sparkAppId: z.string(),
  namespace: z.string(),
  attempt: z.int().positive(),
  previous: jobStateSchema.optional(),
  state: jobStateSchema,
  reason: jobReasonSchema.optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** True where the job asked for this state to be sent to the notification topic too. */
  notify: z.literal(true).optional(),
})

export type JobStateChange = z.output<typeof jobStateChangeSchema>
