/** The body of an answer that goes on, for as long as a test puts something into it. */
export class ByteStream {
  #queue: (Uint8Array | Error | undefined)[] = []
  #wake: () => void = () => {}

  /** Bytes to come next; an error breaks the stream, and undefined ends it. */
  put(item: Uint8Array | Error | undefined): void {
    this.#queue.push(item)
    this.#wake()
  }

  /** What was put, in order. @param over called when the stream has ended or nobody reads it any more */
  async *bytes(over: () => void = () => {}): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        while (this.#queue.length === 0) {
          const { promise, resolve } = Promise.withResolvers<void>()
          this.#wake = resolve
          await promise
        }
        const item = this.#queue.shift()
        if (item === undefined) return
        if (item instanceof Error) throw item
        yield item
      }
    } finally {
      over()
    }
  }
}
