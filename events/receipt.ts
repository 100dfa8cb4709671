import * as z from 'zod'
import { jobReasonSchema, jobStateSchema } from './job-state.ts'

/** How to get at something: a command that anybody with access to the cluster can run, and a page where there is one. */
const placeSchema = z.object({ command: z.string(), url: z.string().optional() })

const stepSchema = z.object({
  state: jobStateSchema,
  /** ISO 8601, UTC. */
  at: z.string(),
  attempt: z.int().positive(),
  reason: jobReasonSchema.optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
})

/** The file beside an upload that says what became of it. Fields may be added without a new version. */
export const receiptSchema = z.object({
  version: z.literal(1),
  jobId: z.string(),
  state: jobStateSchema,
  /** The class of cause: stable, for programs. */
  reason: jobReasonSchema.optional(),
  /** What happened and what to do, for people. */
  message: z.string().optional(),
  exitCode: z.int().optional(),
  namespace: z.string(),
  attempt: z.int().positive(),
  sparkAppId: z.string(),
  /** The upload that the job was made of: of several under one key, the newest. */
  upload: z.object({
    bucket: z.string(),
    key: z.string(),
    versionId: z.string().optional(),
    etag: z.string().optional(),
    sequencer: z.string().optional(),
  }),
  /** The driver pod of the attempt, once there is one. */
  driver: z.object({ pod: z.string(), uid: z.string() }).optional(),
  executors: z
    .object({
      pending: z.int().nonnegative(),
      running: z.int().nonnegative(),
      succeeded: z.int().nonnegative(),
      failed: z.int().nonnegative(),
      started: z.int().nonnegative(),
    })
    .optional(),
  /** Where the driver's log is, once there is a driver. */
  logs: placeSchema.optional(),
  /** Where Spark's web interface is, while the driver runs, or after it where a page is known. */
  ui: placeSchema.optional(),
  /** The newest steps, oldest first. */
  history: z.array(stepSchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Grows with every change of the job's record that this was written from. */
  revision: z.int().positive(),
})

export type Receipt = z.output<typeof receiptSchema>
