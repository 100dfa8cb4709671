import { type JobRequest, jobRequestSchema } from '../../../events/job-request.ts'
import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectHead, ObjectRef, ObjectStore } from '../../ports/object-store.ts'
import { type JobHints, mergeHints, parseMetadata, parseSideFile } from './job-hints.ts'
import { readJarManifest } from './read-manifest.ts'
import { parseUploadKey } from './upload-key.ts'

interface Dropped {
  readonly ref: ObjectRef
  readonly head: ObjectHead
}

const MAX_SIDE_FILE_BYTES = 64 * 1024

const readSideFile = async (objects: ObjectStore, { bucket, key }: Upload): Promise<JobHints> => {
  const side = `${key}.yaml`
  const text = await objects.readText({ bucket, key: side }, MAX_SIDE_FILE_BYTES)
  return text === undefined ? {} : parseSideFile(text, side)
}

/** The object as it was dropped. Where the event names no version, the etag tells whether it still is what it was. */
const findDropped = async (objects: ObjectStore, { bucket, key, versionId, etag }: Upload): Promise<Dropped> => {
  const ref = { bucket, key, ...(versionId ? { versionId } : {}) }
  const head = await objects.head(ref)
  if (!head) throw new InvalidJobError('UPLOAD_GONE', `${key} was deleted before it could be read: drop it again`)
  if (versionId || !etag) return { ref, head }
  if (head.etag !== etag)
    throw new InvalidJobError(
      'UPLOAD_GONE',
      `${key} was overwritten before it could be read: the newer one is a job of its own`,
    )
  return { ref: { ...ref, ...(head.versionId ? { versionId: head.versionId } : {}) }, head }
}

const mainClass = async (objects: ObjectStore, { ref, head }: Dropped): Promise<string> => {
  const manifest = await readJarManifest(objects, ref, head.size)
  const found = manifest?.get('main-class')
  if (found) return found
  throw new InvalidJobError(
    'NO_MAIN_CLASS',
    `the jar ${manifest ? 'has no Main-Class in its manifest' : 'has no manifest'}: add one, or name the class by ` +
      `"class:" in ${ref.key}.yaml or by the object metadata spark-class`,
  )
}

const request = (
  upload: Upload,
  { ref }: Dropped,
  namespace: string,
  hints: JobHints,
  main: string | undefined,
): JobRequest =>
  jobRequestSchema.parse({
    version: 1,
    source: { kind: 's3', ...upload },
    namespace,
    ...(hints.name ? { name: hints.name } : {}),
    main: {
      file: `s3a://${upload.bucket}/${upload.key}`,
      ...(ref.versionId ? { versionId: ref.versionId } : {}),
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
  const { namespace, language } = parseUploadKey(upload.key)
  const [dropped, side] = await Promise.all([findDropped(objects, upload), readSideFile(objects, upload)])
  const hints = mergeHints(parseMetadata(dropped.head.metadata), side)
  const main = language === 'java' ? (hints.class ?? (await mainClass(objects, dropped))) : undefined
  return request(upload, dropped, namespace, hints, main)
}
