import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { nameOf, s3Failure } from './aws-error.ts'

/** S3 takes no more parts for one object. */
export const MOST_PARTS = 10_000

/** What every request about one part says. */
export interface PartAddress {
  readonly Bucket: string
  readonly Key: string
  readonly UploadId: string | undefined
  readonly PartNumber: number
}

export interface PartsPlan {
  /** How many there are. */
  readonly count: number
  readonly atOnce: number
  readonly signal?: AbortSignal
  /** What the beginning of the upload says besides its place. */
  readonly create?: Pick<CreateMultipartUploadCommandInput, 'ChecksumAlgorithm'>
  /** Sends one part; the signal cuts it off where another one has failed. */
  readonly send: (part: PartAddress, signal: AbortSignal) => Promise<CompletedPart>
  /** Has the last word before the parts become an object. */
  readonly check?: () => Promise<void>
}

/** Sends every part, some at once. Ends only when none is on its way any more, with the first failure if there was one. */
async function sendAll(target: Omit<PartAddress, 'PartNumber'>, plan: PartsPlan): Promise<CompletedPart[]> {
  const stop = new AbortController()
  const interrupt = () => stop.abort(plan.signal?.reason)
  if (plan.signal?.aborted) interrupt()
  plan.signal?.addEventListener('abort', interrupt, { once: true })
  // A signal for each part: every request adds to the listeners of its signal, and there may be thousands.
  const underway = new Set<AbortController>()
  const cut = () => {
    for (const part of underway) part.abort()
  }
  stop.signal.addEventListener('abort', cut, { once: true })
  const parts: CompletedPart[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < plan.count && !stop.signal.aborted) {
      const index = next++
      const part = new AbortController()
      underway.add(part)
      try {
        parts[index] = await plan.send({ ...target, PartNumber: index + 1 }, part.signal)
      } catch (error) {
        stop.abort(error)
      } finally {
        underway.delete(part)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(plan.atOnce, plan.count) }, work))
  plan.signal?.removeEventListener('abort', interrupt)
  stop.signal.throwIfAborted()
  return parts
}

/** Where the parts cannot be taken back, the person has to know which they are. */
async function takeBack(client: S3Client, target: Omit<PartAddress, 'PartNumber'>, error: unknown): Promise<void> {
  try {
    await client.send(new AbortMultipartUploadCommand(target))
  } catch (problem) {
    if (nameOf(problem) === 'NoSuchUpload') return
    const { Bucket, Key, UploadId } = target
    const { message, retryable } = s3Failure(`writing s3://${Bucket}/${Key}`, error)
    throw new SparkdropError(
      'PARTS_LEFT_BEHIND',
      `${message}; the parts that had arrived stay in the bucket until multipart upload ${UploadId} is aborted (${nameOf(problem)})`,
      retryable,
      { cause: error, details: { bucket: Bucket, key: Key, uploadId: UploadId } },
    )
  }
}

/**
 * Makes one object of parts. Where anything fails the whole is aborted, after the last part on its way has ended, since
 * one that arrives later would stay behind to be paid for.
 *
 * @throws what `send`, `check` or S3 throw; the signal's reason; SparkdropError PARTS_LEFT_BEHIND
 */
export async function writeInParts(client: S3Client, to: ObjectRef, plan: PartsPlan): Promise<void> {
  const place = { Bucket: to.bucket, Key: to.key }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ...plan.create }))
  const target = { ...place, UploadId }
  try {
    const Parts = await sendAll(target, plan)
    await plan.check?.()
    await client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts } }))
  } catch (error) {
    await takeBack(client, target, error)
    throw error
  }
}
