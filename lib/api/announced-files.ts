import * as z from 'zod'
import { namespaceSchema } from '../../events/job-request.ts'

/** A request of so many URIs is still one that a job can be. */
const MOST_FILES = 100
/** What file systems take, in bytes: the driver has to write it under this name. */
const LONGEST_NAME = 255

const NAME =
  'must be the name of a file, without folders: no slashes, no control characters, no "," and no "#", which end it for Spark, and no blanks around it'

const nameSchema = z
  .string()
  .regex(/^[^/\\,#\p{Cc}]+$/u, NAME)
  .refine((name) => name.trim() === name && name !== '.' && name !== '..' && name.isWellFormed(), NAME)
  .refine((name) => Buffer.byteLength(name) <= LONGEST_NAME, `must have at most ${LONGEST_NAME} bytes`)

const fileSchema = z.strictObject({
  name: nameSchema,
  size: z.int().nonnegative().describe('bytes'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in small letters, as sha256sum prints them')
    .optional()
    .describe('of its content; where it is said, S3 takes nothing else'),
})

const ambiguous = (files: readonly z.output<typeof fileSchema>[]): number =>
  files.findIndex(({ name, sha256 }, at) =>
    files.some((other, before) => before < at && other.name === name && !(other.sha256 && sha256)),
  )

/** `POST /v1/uploads`: files that are to be put where jobs of the namespace may have them. */
export const announcedFilesSchema = z.strictObject({
  namespace: namespaceSchema,
  files: z
    .array(fileSchema)
    .min(1)
    .max(MOST_FILES)
    .superRefine((files, context) => {
      const at = ambiguous(files)
      if (at < 0) return
      const message = 'is the name of two files: say the sha256 of each, so that they are kept apart'
      context.addIssue({ code: 'custom', path: [at, 'name'], message })
    }),
})
