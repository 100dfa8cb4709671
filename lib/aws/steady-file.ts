import { type FileHandle, open } from 'node:fs/promises'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'

/** The file is another than it was when its upload began. */
export const fileChanged = (path: string): InvalidJobError =>
  new InvalidJobError(
    'FILE_CHANGED',
    `${path} changed while it was uploaded: submit again when whatever writes it is done`,
    { details: { value: path } },
  )

/** A file that is read piece by piece and has to stay as it was all that time. */
export class SteadyFile {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #size: number
  readonly #modified: bigint

  private constructor(path: string, handle: FileHandle, size: number, modified: bigint) {
    this.#path = path
    this.#handle = handle
    this.#size = size
    this.#modified = modified
  }

  /** @throws InvalidJobError FILE_CHANGED where it has not this many bytes */
  static async open(path: string, size: number): Promise<SteadyFile> {
    const handle = await open(path)
    const found = await handle.stat({ bigint: true })
    const file = new SteadyFile(path, handle, size, found.mtimeNs)
    if (found.size === BigInt(size)) return file
    await handle.close()
    throw fileChanged(path)
  }

  /**
   * Fills the buffer with what the file has from `start` on.
   * @throws InvalidJobError FILE_CHANGED where it ends before
   */
  async fill(buffer: Uint8Array, start: number): Promise<void> {
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, start + filled)
      if (bytesRead === 0) throw fileChanged(this.#path)
      filled += bytesRead
    }
  }

  /**
   * The whole file from its beginning, in pieces of so many bytes. One buffer serves for all, since files may be large: a piece
   * is good until the next one is asked for.
   * @throws InvalidJobError FILE_CHANGED where it ends before
   */
  async *pieces(bytes: number): AsyncGenerator<Uint8Array> {
    const buffer = Buffer.allocUnsafe(Math.min(bytes, this.#size))
    for (let start = 0; start < this.#size; start += bytes) {
      const piece = buffer.subarray(0, Math.min(bytes, this.#size - start))
      await this.fill(piece, start)
      yield piece
    }
  }

  /** @throws InvalidJobError FILE_CHANGED where it was written to since it was opened */
  async assertUnchanged(): Promise<void> {
    const { size, mtimeNs } = await this.#handle.stat({ bigint: true })
    if (size !== BigInt(this.#size) || mtimeNs !== this.#modified) throw fileChanged(this.#path)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#handle.close()
  }
}
