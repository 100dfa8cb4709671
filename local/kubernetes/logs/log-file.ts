import { type FileHandle, open } from 'node:fs/promises'
import type { LogTimes } from './log-times.ts'

const CHUNK = 64 * 1024

const NEWLINE = 0x0a

/** A container's log, open for one reader. */
export class LogFile {
  readonly times: LogTimes
  readonly #file: FileHandle

  private constructor(file: FileHandle, times: LogTimes) {
    this.#file = file
    this.times = times
  }

  /** Opens a log, or gives undefined where nothing was written yet. */
  static async open(path: string, times: LogTimes): Promise<LogFile | undefined> {
    try {
      const log = new LogFile(await open(path, 'r'), times)
      await log.#look()
      return log
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** The bytes from `offset` on that are there now; empty at the end. */
  async read(offset: number): Promise<Buffer> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(CHUNK), 0, CHUNK, offset)
    if (bytesRead > 0) await this.#look()
    return buffer.subarray(0, bytesRead)
  }

  /**
   * Where the last `lines` lines begin, found from the end so that long logs are not read.
   * @param isWhole whether what stands behind the last line's end is a line, too, as nothing more will come
   */
  async tailOffset(lines: number, isWhole: boolean): Promise<number> {
    const { size } = await this.#file.stat()
    if (lines === 0) return size
    // The end of the last line is not the beginning of one of those that are wanted.
    let found = isWhole && !(await this.#endsWithNewline(size)) ? 0 : -1
    for (let end = size; end > 0; ) {
      const start = Math.max(0, end - CHUNK)
      const { buffer } = await this.#file.read(Buffer.alloc(end - start), 0, end - start, start)
      for (let index = buffer.length - 1; index >= 0; index -= 1) {
        if (buffer[index] !== NEWLINE) continue
        found += 1
        if (found === lines) return start + index + 1
      }
      end = start
    }
    return 0
  }

  async #endsWithNewline(size: number): Promise<boolean> {
    const { buffer } = await this.#file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    return buffer[0] === NEWLINE
  }

  close(): Promise<void> {
    return this.#file.close()
  }

  async #look(): Promise<void> {
    const { size, mtimeNs } = await this.#file.stat({ bigint: true })
    this.times.see(Number(size), mtimeNs)
  }
}
