import { DeleteObjectCommand, PutObjectCommand, type S3Client, UploadPartCommand } from '@aws-sdk/client-s3'
import { InvalidJobError, TransientError } from '../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { nameOf, s3Failure } from './aws-error.ts'
import { BufferPool } from './buffer-pool.ts'
import { MOST_PARTS, writeInParts } from './s3-multipart.ts'
import { SteadyFile } from './steady-file.ts'

/** S3 takes no smaller parts. */
const SMALLEST_PART = 5 * 1024 ** 2
/** Memory for all parts that are on their way at once. */
const BUFFERED_BYTES = 3 * SMALLEST_PART

export interface S3UploadOptions {
  /** The file's size in bytes. */
  readonly size: number
  /** Where parts are held until they have arrived: made for files at least as large, shared by all that travel at once. */
  readonly buffers: BufferPool
  /** Told how many bytes of the file have arrived so far. */
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

/** Buffers for files of up to `largest` bytes: of a size that S3's number of parts suffices, as many as memory is meant for. */
export function uploadBuffers(largest: number): BufferPool {
  const size = Math.max(SMALLEST_PART, Math.ceil(largest / MOST_PARTS))
  return new BufferPool(size, Math.max(1, Math.floor(BUFFERED_BYTES / size)))
}

const uri = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`

/** What a person has to look at where S3 does not take the file. */
function uploadFailure(to: ObjectRef, error: unknown): Error {
  const what = `uploading ${uri(to)}`
  const name = nameOf(error)
  if (name === 'CredentialsProviderError') {
    return new InvalidJobError(
      'NO_AWS_CREDENTIALS',
      `${what}: there are no AWS credentials (${(error as Error).message}): sign in, set AWS_PROFILE, or set spark.hadoop.fs.s3a.access.key and spark.hadoop.fs.s3a.secret.key`,
      { cause: error },
    )
  }
  if (name === 'NoSuchBucket') {
    return new InvalidJobError('BUCKET_MISSING', `${what}: there is no bucket ${to.bucket}`, { cause: error })
  }
  if (name === 'NoSuchUpload') {
    return new TransientError('UPLOAD_LOST', `${what}: its parts were removed meanwhile`, { cause: error })
  }
  return s3Failure(what, error)
}

async function putWhole(client: S3Client, file: SteadyFile, to: ObjectRef, options: S3UploadOptions): Promise<void> {
  const { size, buffers, signal } = options
  await buffers.lend(async (buffer) => {
    const Body = buffer.subarray(0, size)
    await file.fill(Body, 0)
    await file.assertUnchanged()
    signal.throwIfAborted()
    await client.send(new PutObjectCommand({ Bucket: to.bucket, Key: to.key, Body }))
  })
}

async function putInParts(client: S3Client, file: SteadyFile, to: ObjectRef, options: S3UploadOptions): Promise<void> {
  const { size, buffers, signal, onProgress } = options
  const withChecksums = (await client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED'
  let arrived = 0
  await writeInParts(client, to, {
    count: Math.ceil(size / buffers.size),
    atOnce: buffers.count,
    signal,
    // S3 wants to know beforehand that the parts will have the checksums that the SDK gives them by default.
    create: withChecksums ? { ChecksumAlgorithm: 'CRC32' } : {},
    send: (part, abortSignal) =>
      buffers.lend(async (buffer) => {
        abortSignal.throwIfAborted()
        const start = (part.PartNumber - 1) * buffers.size
        const Body = buffer.subarray(0, Math.min(buffers.size, size - start))
        await file.fill(Body, start)
        const { ETag, ChecksumCRC32 } = await client.send(new UploadPartCommand({ ...part, Body }), { abortSignal })
        arrived += Body.length
        onProgress(arrived)
        return { PartNumber: part.PartNumber, ETag, ChecksumCRC32 }
      }),
    check: () => file.assertUnchanged(),
  })
}

/**
 * Puts a local file into S3 as it was at one moment: one request where it is small, else in parts, several at once.
 * Where one part fails the others are taken back, so that none stays behind to be paid for. A file that travels in one
 * request is not cut off by the signal: S3 might have all of it by then, and put it there after the caller has taken it
 * back.
 *
 * @throws InvalidJobError NO_AWS_CREDENTIALS, BUCKET_MISSING, OBJECT_FORBIDDEN, FILE_CHANGED where the file was written
 * to meanwhile; TransientError AWS_FAILED, after which the object may be there; SparkdropError PARTS_LEFT_BEHIND
 */
export async function uploadFile(
  client: S3Client,
  path: string,
  to: ObjectRef,
  options: S3UploadOptions,
): Promise<void> {
  const { size, buffers, signal, onProgress } = options
  signal.throwIfAborted()
  await using file = await SteadyFile.open(path, size)
  try {
    await (size <= buffers.size ? putWhole : putInParts)(client, file, to, options)
  } catch (error) {
    if (error === signal.reason) throw error
    throw uploadFailure(to, error)
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
