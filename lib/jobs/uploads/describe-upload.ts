import type { JobRequest } from '../../../events/job-request.ts'
import { readJobRequest } from '../../../events/read-job-request.ts'
import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { isS3Uri, parseS3Uri } from '../../staging/s3-uri.ts'
import { checkMain } from './check-main.ts'
import { findNamed, findUpload } from './find-object.ts'
import { isObject, type JobFields, mergeFields } from './job-fields.ts'
import { readJobFile, readMetadata, readSideFile } from './said-of-job.ts'
import { kindOf, type UploadKind, uploadKind } from './upload-key.ts'

/** Throws where the job may not have what it asks for. */
type DemandAllowed = (request: JobRequest) => void

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const request = (upload: Upload, namespace: string, fields: JobFields): JobRequest => {
  const read = readJobRequest({ ...fields, version: 1, source: { kind: 's3', ...upload }, namespace })
  if (read.ok) return read.value
  throw new InvalidJobError('BAD_REQUEST', `${upload.key} makes no job: ${read.problems}`)
}

const ofFile = async (objects: ObjectStore, upload: Upload, kind: UploadKind): Promise<JobFields> => {
  const [found, side] = await Promise.all([findUpload(objects, upload), readSideFile(objects, upload)])
  const { class: named, ...fields } = mergeFields(readMetadata(upload, found), side)
  const { versionId } = found.ref
  const main = await checkMain(objects, kind, found, text(named))
  return {
    ...fields,
    main: { file: `s3a://${upload.bucket}/${upload.key}`, ...(versionId ? { versionId } : {}), ...main },
  }
}

/** The main file that a job file names: pinned as it is now, where it is in S3. */
const namedMain = async (objects: ObjectStore, main: JobFields): Promise<JobFields> => {
  const file = text(main.file)
  if (file === undefined || !isS3Uri(file)) return main
  const versionId = text(main.versionId)
  const found = await findNamed(objects, { ...parseS3Uri(file), ...(versionId ? { versionId } : {}) })
  const kind = kindOf(file)
  const { class: named } = await checkMain(objects, kind === 'job' || !kind ? 'java' : kind, found, text(main.class))
  return {
    file,
    ...(found.ref.versionId ? { versionId: found.ref.versionId } : {}),
    ...(named ? { class: named } : {}),
  }
}

const ofJobFile = async (
  objects: ObjectStore,
  upload: Upload,
  namespace: string,
  demand: DemandAllowed,
): Promise<JobFields> => {
  const found = await findUpload(objects, upload)
  const { main, namespace: said, ...fields } = await readJobFile(objects, upload, found)
  if (said !== undefined && said !== namespace)
    throw new InvalidJobError(
      'OTHER_NAMESPACE',
      `${upload.key} says namespace "${String(said)}", and what is dropped there runs in "${namespace}": leave it out`,
    )
  const named = isObject(main) ? main : {}
  // Before what it names is looked for: whether that exists is nobody's to know who may not have it.
  demand(request(upload, namespace, { ...fields, main: named }))
  return { ...fields, main: await namedMain(objects, named) }
}

/**
 * The job that an upload means. Of something to run: what it is by its ending, the rest by its metadata, by the file beside
 * it and by the jar's manifest, in this order. Of a job file: what it says.
 *
 * @param namespace where what is dropped at this place runs
 * @param demand throws what refuses the job; asked before anything is read that the job names, and of all that is said of it
 * @throws InvalidJobError where that makes no job: the message says what to change
 */
export const describeUpload = async (
  objects: ObjectStore,
  upload: Upload,
  namespace: string,
  demand: DemandAllowed,
): Promise<JobRequest> => {
  const kind = uploadKind(upload.key)
  if (kind === 'job') return request(upload, namespace, await ofJobFile(objects, upload, namespace, demand))
  const described = request(upload, namespace, await ofFile(objects, upload, kind))
  demand(described)
  return described
}
