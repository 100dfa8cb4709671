import type { JobRequest } from '../../../events/job-request.ts'
import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectHead, ObjectRef, ObjectStore } from '../../ports/object-store.ts'
import { type JobHints, mergeHints, parseMetadata, parseSideFile } from './job-hints.ts'
import { readJarManifest } from './read-manifest.ts'
import { type JobKey, parseUploadKey } from './upload-key.ts'

const MAX_SIDE_FILE_BYTES = 64 * 1024

const readSideFile = async (objects: ObjectStore, { bucket, key }: Upload): Promise<JobHints> => {
  const side = `${key}.yaml`
  const text = await objects.readText({ bucket, key: side }, MAX_SIDE_FILE_BYTES)
  return text === undefined ? {} : parseSideFile(text, side)
}

const mainClass = async (objects: ObjectStore, ref: ObjectRef, head: ObjectHead): Promise<string> => {
  const manifest = await readJarManifest(objects, ref, head.size)
  const found = manifest?.get('main-class')
  if (found) return found
  throw new InvalidJobError(
    'NO_MAIN_CLASS',
    `the jar ${manifest ? 'has no Main-Class in its manifest' : 'has no manifest'}: add one, or name the class by ` +
      `"class:" in ${ref.key}.yaml or by the object metadata spark-class`,
  )
}

const request = (upload: Upload, key: JobKey, hints: JobHints, main: string | undefined): JobRequest => ({
  version: 1,
  source: { kind: 's3', ...upload },
  namespace: key.namespace,
  ...(hints.name ? { name: hints.name } : {}),
  main: {
    file: `s3a://${upload.bucket}/${upload.key}`,
    ...(upload.versionId ? { versionId: upload.versionId } : {}),
    ...(main ? { class: main } : {}),
  },
  args: [...(hints.args ?? [])],
  conf: { ...hints.conf },
})

/**
 * The job that an upload means: namespace and language by its key; class, name, args and conf by its metadata, by the
 * YAML file beside it, and by the jar's manifest, in this order.
 *
 * @throws InvalidJobError where that makes no job: the message says what to change
 */
export const describeUpload = async (objects: ObjectStore, upload: Upload): Promise<JobRequest> => {
  const key = parseUploadKey(upload.key)
  const ref: ObjectRef = {
    bucket: upload.bucket,
    key: upload.key,
    ...(upload.versionId ? { versionId: upload.versionId } : {}),
  }
  const [head, side] = await Promise.all([objects.head(ref), readSideFile(objects, upload)])
  if (!head)
    throw new InvalidJobError('UPLOAD_GONE', `${upload.key} was deleted before it could be read: drop it again`)
  const hints = mergeHints(parseMetadata(head.metadata), side)
  const main = key.language === 'java' ? (hints.class ?? (await mainClass(objects, ref, head))) : undefined
  return request(upload, key, hints, main)
}
