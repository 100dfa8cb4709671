import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { ObjectRef } from '../ports/object-store.ts'

const PART_BYTES = 512 * 1024 ** 2
const AT_ONCE = 16

/** Byte ranges, both ends inclusive, that cover `size` bytes in parts of at most `partBytes`. */
export const partRanges = (size: number, partBytes: number = PART_BYTES): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => [
    i * partBytes,
    Math.min((i + 1) * partBytes, size) - 1,
  ])

/**
 * Copies an object above 5 GB inside S3, part by part and several at once. Where one part fails the whole is aborted,
 * so that no parts stay behind to be paid for.
 */
export const copyInParts = async (
  client: S3Client,
  source: string,
  to: ObjectRef,
  size: number,
  partBytes: number = PART_BYTES,
): Promise<void> => {
  const target = { Bucket: to.bucket, Key: to.key }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target))
  const copyPart = async (range: readonly [number, number], index: number) => {
    const PartNumber = index + 1
    const CopySourceRange = `bytes=${range[0]}-${range[1]}`
    const part = { ...target, UploadId, PartNumber, CopySource: source, CopySourceRange }
    const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part))
    return { PartNumber, ETag: CopyPartResult?.ETag }
  }
  try {
    const ranges = partRanges(size, partBytes)
    const Parts: { PartNumber: number; ETag: string | undefined }[] = []
    for (let i = 0; i < ranges.length; i += AT_ONCE)
      Parts.push(...(await Promise.all(ranges.slice(i, i + AT_ONCE).map((range, j) => copyPart(range, i + j)))))
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }))
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }))
    throw error
  }
}
