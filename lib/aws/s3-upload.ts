import { createReadStream } from 'node:fs'
import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { nameOf, s3Failure, statusOf } from './aws-error.ts'

/** S3 takes no smaller parts, and no more of them. */
const SMALLEST_PART = 5 * 1024 ** 2
const MOST_PARTS = 10_000

export interface S3UploadOptions {
  /** The file's size in bytes. */
  readonly size: number
  /** How many parts are on their way at once: each is held in memory until it has arrived. */
  readonly partsAtOnce: number
  /** Told how many bytes of the file have arrived so far. */
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

const uri = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`

/** What a person has to look at where S3 does not take the file. */
function uploadFailure(to: ObjectRef, error: unknown): Error {
  const what = `uploading ${uri(to)}`
  if (nameOf(error) === 'CredentialsProviderError') {
    return new InvalidJobError(
      'NO_AWS_CREDENTIALS',
      `${what}: there are no AWS credentials (${(error as Error).message}): sign in, set AWS_PROFILE, or set spark.hadoop.fs.s3a.access.key and spark.hadoop.fs.s3a.secret.key`,
      { cause: error },
    )
  }
  if (statusOf(error) === 404) {
    return new InvalidJobError('BUCKET_MISSING', `${what}: there is no bucket ${to.bucket}`, { cause: error })
  }
  return s3Failure(what, error)
}

/**
 * Puts a local file into S3: one request where it is small, else in parts, several at once. Where one part fails the
 * others are taken back, so that none stays behind to be paid for. A file that travels in one request is not cut off by
 * the signal: S3 might have all of it by then, and put it there after the caller has taken it back.
 *
 * @throws InvalidJobError NO_AWS_CREDENTIALS, BUCKET_MISSING, OBJECT_FORBIDDEN; TransientError AWS_FAILED
 */
export async function uploadFile(
  client: S3Client,
  file: string,
  to: ObjectRef,
  { size, partsAtOnce, onProgress, signal }: S3UploadOptions,
): Promise<void> {
  signal.throwIfAborted()
  const partSize = Math.max(SMALLEST_PART, Math.ceil(size / MOST_PARTS))
  const upload = new Upload({
    client,
    params: { Bucket: to.bucket, Key: to.key, Body: createReadStream(file) },
    queueSize: partsAtOnce,
    partSize,
    leavePartsOnError: false,
  })
  upload.on('httpUploadProgress', ({ loaded = 0 }) => onProgress(loaded))
  const abort = () => void upload.abort()
  if (size >= partSize) signal.addEventListener('abort', abort, { once: true })
  try {
    await upload.done()
  } catch (error) {
    signal.throwIfAborted()
    throw uploadFailure(to, error)
  } finally {
    signal.removeEventListener('abort', abort)
  }
  onProgress(size)
}

/** Takes back an uploaded object. */
export async function removeUpload(client: S3Client, to: ObjectRef): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: to.bucket, Key: to.key }))
  } catch (error) {
    throw s3Failure(`deleting ${uri(to)}`, error)
  }
}
