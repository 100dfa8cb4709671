import { type FileHandle, open } from 'node:fs/promises'

const CHUNK = 64 * 1024

const NEWLINE = 0x0a

/** Opens a log, or gives undefined where nothing was written yet. */
export const openLog = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** The bytes from `offset` on that are there now; empty at the end. */
export const readChunk = async (file: FileHandle, offset: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, offset)
  return buffer.subarray(0, bytesRead)
}

/** Where the last `lines` lines begin, found from the end so that long logs are not read. */
export const tailOffset = async (file: FileHandle, lines: number): Promise<number> => {
  const { size } = await file.stat()
  if (lines === 0) return size
  let found = 0
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - CHUNK)
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start)
    for (let index = buffer.length - 1; index >= 0; index -= 1) {
      const isLast = start + index === size - 1
      if (buffer[index] !== NEWLINE || isLast) continue
      found += 1
      if (found === lines) return start + index + 1
    }
    end = start
  }
  return 0
}
