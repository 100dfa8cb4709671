import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectHead, ObjectRef, ObjectStore } from '../../ports/object-store.ts'

/** An object in the store, pinned to its version where the bucket keeps them. */
export interface FoundObject {
  readonly ref: ObjectRef
  readonly head: ObjectHead
}

/** Where versioning is suspended the version is `null`, which the next one is too. */
const pinned = ({ bucket, key }: ObjectRef, head: ObjectHead): FoundObject => ({
  ref: { bucket, key, ...(head.versionId && head.versionId !== 'null' ? { versionId: head.versionId } : {}) },
  head,
})

/**
 * The object as it was dropped. Where the event names no version, the etag tells whether it still is what it was.
 *
 * @throws InvalidJobError `UPLOAD_GONE` where it is no more
 */
export const findUpload = async (objects: ObjectStore, upload: Upload): Promise<FoundObject> => {
  const { bucket, key, versionId, etag } = upload
  const ref = { bucket, key, ...(versionId ? { versionId } : {}) }
  const head = await objects.head(ref)
  if (!head) throw new InvalidJobError('UPLOAD_GONE', `${key} was deleted before it could be read: drop it again`)
  if (versionId) return { ref, head }
  if (etag && head.etag !== etag)
    throw new InvalidJobError(
      'UPLOAD_GONE',
      `${key} was overwritten before it could be read: the newer one is a job of its own`,
    )
  return pinned(ref, head)
}

/**
 * The object that a job file names, as it is now.
 *
 * @throws InvalidJobError `OBJECT_MISSING` where there is none
 */
export const findNamed = async (objects: ObjectStore, ref: ObjectRef): Promise<FoundObject> => {
  const head = await objects.head(ref)
  if (head) return ref.versionId ? { ref, head } : pinned(ref, head)
  throw new InvalidJobError(
    'OBJECT_MISSING',
    `s3://${ref.bucket}/${ref.key} does not exist: drop it before the job file, or correct its name`,
  )
}
