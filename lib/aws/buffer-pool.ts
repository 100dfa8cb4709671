/**
 * A few buffers of one size, made when they are first needed and used again and again: how much memory goes into
 * transfers, however many are wanted at once. Whoever comes first gets the next one that is free.
 */
export class BufferPool {
  /** Bytes of each. */
  readonly size: number
  readonly count: number
  readonly #free: Buffer[] = []
  readonly #waiting: ((buffer: Buffer) => void)[] = []
  #made = 0

  constructor(size: number, count: number) {
    this.size = size
    this.count = count
  }

  /** Lends a buffer for as long as `use` takes. */
  async lend<T>(use: (buffer: Buffer) => Promise<T>): Promise<T> {
    const buffer = await this.#take()
    try {
      return await use(buffer)
    } finally {
      const next = this.#waiting.shift()
      if (next) next(buffer)
      else this.#free.push(buffer)
    }
  }

  #take(): Buffer | Promise<Buffer> {
    const free = this.#free.pop()
    if (free) return free
    if (this.#made === this.count) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#made++
    return Buffer.allocUnsafeSlow(this.size)
  }
}
