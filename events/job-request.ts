import * as z from 'zod'

/** A Kubernetes namespace: an RFC 1123 label. */
export const namespaceSchema = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a Kubernetes namespace: at most 63 of a-z, 0-9 and -')

const s3Source = z.strictObject({
  kind: z.literal('s3'),
  bucket: z.string().min(3),
  key: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string().optional(),
  sequencer: z.string().optional(),
})

const messageSource = z.strictObject({ kind: z.literal('sqs'), id: z.string().min(1) })

/** Where a job came from: what its id, and with it every name it gets, is derived from. */
export const jobSourceSchema = z.discriminatedUnion('kind', [s3Source, messageSource])

/** The one message that every trigger translates into, and that the jobs queue carries. */
export const jobRequestSchema = z.strictObject({
  version: z.literal(1),
  source: jobSourceSchema,
  namespace: namespaceSchema,
  /** `spark.app.name`; without it the conf's, else the main file's name. */
  name: z.string().min(1).max(253).optional(),
  main: z.strictObject({
    /** The main file: `s3a://bucket/key`, or a `local://` path inside the image. */
    file: z.string().regex(/^(s3a?|local):\/\/./, 'must be an s3://, s3a:// or local:// URI'),
    /** The version that was meant, where the bucket keeps versions. */
    versionId: z.string().optional(),
    /** The class with `main`, for a jar. */
    class: z.string().min(1).optional(),
  }),
  args: z.array(z.string()).default([]),
  conf: z.record(z.string().regex(/^spark(drop)?\./, 'must begin with "spark."'), z.string()).default({}),
})

export type JobSource = z.output<typeof jobSourceSchema>
export type JobRequest = z.output<typeof jobRequestSchema>
