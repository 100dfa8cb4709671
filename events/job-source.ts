import * as z from 'zod'

const s3Source = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().min(3),
  key: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string().optional(),
  sequencer: z.string().optional(),
})

/** A message of the jobs queue: by its own `id`, else by the id that the queue gave it. */
export const messageSourceSchema = z.strictObject({ kind: z.literal('sqs'), id: z.string().min(1) })

/** One firing of a schedule. */
const scheduleSource = z.strictObject({
  kind: z.literal('schedule'),
  namespace: z.string().min(1),
  name: z.string().min(1),
  /** The time that the schedule meant, not when it was delivered: ISO 8601, UTC, whole seconds. */
  at: z.iso.datetime(),
})

/** A call of the HTTP API; the key is the caller's own where one was sent. */
const apiSource = z.strictObject({
  kind: z.literal('api'),
  principal: z.string().min(1),
  idempotencyKey: z.string().min(1).max(255),
})

/** Where a job came from: what its id, and with it every name it gets, is derived from. */
export const jobSourceSchema = z.discriminatedUnion('kind', [s3Source, messageSourceSchema, scheduleSource, apiSource])

export type JobSource = z.output<typeof jobSourceSchema>
