import type { FileHandle } from 'node:fs/promises'
import { TransientError } from '../errors/sparkdrop-error.ts'

/** Bytes of an object or a file. */
export interface ByteRange {
  readonly start: number
  readonly length: number
}

export interface StreamedBytes {
  readonly stream: AsyncIterable<Uint8Array>
  /** How many of its bytes come before the range. */
  readonly before: number
  /** Whether there are more after the range, which are left alone; else it is read to its end, where its checksum is. */
  readonly goesOn: boolean
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

/**
 * Writes what a stream brings to its place in a file, as it comes.
 * @throws TransientError OBJECT_CUT_SHORT where it brings another number of bytes; what the stream throws
 */
export async function writeStreamAt(
  file: FileHandle,
  { stream, before, goesOn }: StreamedBytes,
  { start, length }: ByteRange,
): Promise<void> {
  let come = -before
  for await (const chunk of stream) {
    const meant = chunk.subarray(Math.max(0, -come), Math.max(0, length - come))
    await writeAll(file, meant, start + Math.max(0, come))
    come += chunk.length
    if (goesOn && come >= length) return
  }
  if (come !== length) throw new TransientError('OBJECT_CUT_SHORT', `${come} of ${length} bytes arrived`)
}
