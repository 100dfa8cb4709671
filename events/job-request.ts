import * as z from 'zod'
import { jobLifeSchema } from './job-life.ts'
import { jobSourceSchema } from './job-source.ts'

/** A Kubernetes namespace: an RFC 1123 label. */
export const namespaceSchema = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a Kubernetes namespace: at most 63 of a-z, 0-9 and -')

const fileSchema = z
  .string()
  .regex(/^[a-z][a-z0-9+.-]*:\/\/./, 'must be a URI with its scheme, such as s3://bucket/key')

/** What the driver and its executors get beside the main file; each list goes before what the conf says of it. */
export const dependenciesSchema = z.strictObject({
  jars: z.array(fileSchema).default([]),
  files: z.array(fileSchema).default([]),
  pyFiles: z.array(fileSchema).default([]),
  archives: z.array(fileSchema).default([]),
  /** Maven coordinates `group:artifact:version`, resolved by the driver. */
  packages: z.array(z.string().regex(/^[^:\s,]+:[^:\s,]+:[^:\s,]+$/, 'must be group:artifact:version')).default([]),
  excludePackages: z.array(z.string().regex(/^[^:\s,]+:[^:\s,]+$/, 'must be group:artifact')).default([]),
  repositories: z.array(z.url()).default([]),
})

export const mainSchema = z
  .strictObject({
    /** The main file: `s3a://bucket/key`, or a `local://` path inside the image; absent where the class is in the image's own jars. */
    file: z
      .string()
      .regex(/^(s3a?|local):\/\/./, 'must be an s3://, s3a:// or local:// URI')
      .optional(),
    /** The version that was meant, where the bucket keeps versions. */
    versionId: z.string().optional(),
    /** The class with `main`, for a jar. */
    class: z.string().min(1).optional(),
  })
  .refine(({ file, class: name }) => file !== undefined || name !== undefined, 'must name a file, a class, or both')

/** The one message that every trigger translates into, and that the jobs queue carries. */
export const jobRequestSchema = z.strictObject({
  version: z.literal(1),
  source: jobSourceSchema,
  namespace: namespaceSchema,
  /** `spark.app.name`; without it the conf's, else the main file's name. Its pods are named after it, in 253 characters at most. */
  name: z.string().min(1).max(200).optional(),
  main: mainSchema,
  args: z.array(z.string()).default([]),
  conf: z.record(z.string().regex(/^spark(drop)?\./, 'must begin with "spark."'), z.string()).default({}),
  dependencies: dependenciesSchema.prefault({}),
  ...jobLifeSchema.shape,
})

export type JobRequest = z.output<typeof jobRequestSchema>
