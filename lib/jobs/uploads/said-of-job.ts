import type * as z from 'zod'
import { describeProblems } from '../../../events/describe-problems.ts'
import { jobFileSchema, jobHintsSchema } from '../../../events/job-file.ts'
import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { MAX_KEY_BYTES } from '../receipts/receipt-key.ts'
import type { FoundObject } from './find-object.ts'
import { type JobFields, parseJobFields } from './job-fields.ts'
import { metadataFields } from './object-metadata.ts'
import { withFilesResolved } from './relative-files.ts'

const MAX_TEXT_BYTES = 64 * 1024
const SIDE_ENDINGS = ['.yaml', '.yml', '.json'] as const

/** The fields as they were said, once each source is known to be right by itself: errors then name the one to change. */
const checked = (schema: z.ZodType, fields: JobFields, where: string, upload: Upload): JobFields => {
  const resolved = withFilesResolved(fields, upload)
  const { error } = schema.safeParse(resolved)
  if (!error) return resolved
  throw new InvalidJobError('BAD_HINTS', `${where} cannot be used: ${describeProblems(error)}`)
}

/** A name that S3 could not hold is no file's. */
const sideNames = (key: string): readonly string[] =>
  SIDE_ENDINGS.map((ending) => `${key}${ending}`).filter((name) => Buffer.byteLength(name) <= MAX_KEY_BYTES)

/** What the file beside an upload says of its job: nothing where there is none. */
export const readSideFile = async (objects: ObjectStore, upload: Upload): Promise<JobFields> => {
  const { bucket, key } = upload
  const names = sideNames(key)
  const texts = await Promise.all(names.map((name) => objects.readText({ bucket, key: name }, MAX_TEXT_BYTES)))
  const [side, other] = names.flatMap((name, i) => (texts[i] === undefined ? [] : [{ name, text: texts[i] }]))
  if (side && other)
    throw new InvalidJobError('TWO_SIDE_FILES', `there are both ${side.name} and ${other.name}: leave one of them`)
  return side ? checked(jobHintsSchema, parseJobFields(side.text, side.name), side.name, upload) : {}
}

/** What the metadata of an upload says of its job. */
export const readMetadata = (upload: Upload, { head }: FoundObject): JobFields =>
  checked(jobHintsSchema, metadataFields(head.metadata), 'the object metadata', upload)

/** What a job file says. Its metadata says nothing: all is in the file. */
export const readJobFile = async (objects: ObjectStore, upload: Upload, { ref }: FoundObject): Promise<JobFields> => {
  const text = (await objects.readText(ref, MAX_TEXT_BYTES)) ?? ''
  return checked(jobFileSchema, parseJobFields(text, ref.key), ref.key, upload)
}
