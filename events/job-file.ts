import * as z from 'zod'
import { jobRequestSchema, mainSchema } from './job-request.ts'

const { version, namespace, source: _source, main: _main, ...fields } = jobRequestSchema.shape

/** Every field of a request that an upload may say something of: absent ones are not filled in, since others may say them. */
const hints = z.strictObject(fields).partial().shape

/** What the metadata of an upload, or a file beside it, may say of its job. */
export const jobHintsSchema = z.strictObject({
  /** The class with `main`, for a jar. */
  class: z.string().min(1).optional(),
  ...hints,
})

/**
 * A job file: a request without its source, which is the upload of the file itself. Files are named by a URI, or relative
 * to the job file.
 */
export const jobFileSchema = z.strictObject({
  version: version.optional(),
  /** The namespace is the place's that the file is dropped at; here it can only be said again. */
  namespace: namespace.optional(),
  main: mainSchema,
  ...hints,
})
