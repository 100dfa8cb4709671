import * as z from 'zod'

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

export const jobStateChangeSchema = z.strictObject({
  version: z.literal(1),
  jobId: z.string(),
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
})

export type JobStateChange = z.output<typeof jobStateChangeSchema>
