import { type S3Client, UploadPartCopyCommand } from '@aws-sdk/client-s3'
import type { ObjectRef } from '../ports/object-store.ts'
import { writeInParts } from './s3-multipart.ts'

const PART_BYTES = 512 * 1024 ** 2
const AT_ONCE = 16

/** Byte ranges, both ends inclusive, that cover `size` bytes in parts of at most `partBytes`. */
export const partRanges = (size: number, partBytes: number = PART_BYTES): readonly (readonly [number, number])[] =>
  Array.from({ length: Math.ceil(size / partBytes) }, (_, i) => [
    i * partBytes,
    Math.min((i + 1) * partBytes, size) - 1,
  ])

/** The object to copy, as it was when it was last looked at. */
export interface CopiedObject {
  /** As `CopySource` wants it. */
  readonly source: string
  readonly size: number
  /** Without quotes; every part has to come of the object that has it. */
  readonly etag: string
}

/** Copies an object above 5 GB inside S3, part by part and several at once; where one part fails, none stays. */
export const copyInParts = async (
  client: S3Client,
  { source, size, etag }: CopiedObject,
  to: ObjectRef,
  partBytes: number = PART_BYTES,
): Promise<void> => {
  const ranges = partRanges(size, partBytes)
  await writeInParts(client, to, {
    count: ranges.length,
    atOnce: AT_ONCE,
    // None is cut off: S3 copies on without being listened to, and the part would be there after the others were taken back.
    send: async (part) => {
      const [start, end] = ranges[part.PartNumber - 1] ?? [0, 0]
      const command = new UploadPartCopyCommand({
        ...part,
        CopySource: source,
        CopySourceIfMatch: `"${etag}"`,
        CopySourceRange: `bytes=${start}-${end}`,
      })
      const { CopyPartResult } = await client.send(command)
      return { PartNumber: part.PartNumber, ETag: CopyPartResult?.ETag }
    },
  })
}
