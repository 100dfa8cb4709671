interface Mark {
  /** Offset behind the last byte that was there. */
  readonly end: number
  /** Nanoseconds since the epoch at which the first byte of this part counts as written. */
  readonly time: bigint
}

/**
 * When the bytes of a log were written. A file does not say so of its parts: each part counts as written when the file was
 * last changed before somebody saw that part, so that a byte is never taken for older than it is. Within a part every byte
 * is a nanosecond later than the one before, so that no two lines are of the same time, and the order is that of the file.
 */
export class LogTimes {
  readonly #marks: Mark[] = []

  /** The file has `size` bytes, and was changed last at `time`, in nanoseconds since the epoch. */
  see(size: number, time: bigint): void {
    const last = this.#marks.at(-1)
    const start = last?.end ?? 0
    if (size <= start) return
    const earliest = last === undefined ? 0n : this.at(last.end) + 1n
    this.#marks.push({ end: size, time: time > earliest ? time : earliest })
  }

  /** The time of the byte before this offset, which is one that was seen. */
  at(offset: number): bigint {
    let low = 0
    let high = this.#marks.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#marks[middle]?.end ?? 0) < offset) low = middle + 1
      else high = middle
    }
    const start = this.#marks[low - 1]?.end ?? 0
    return (this.#marks[low]?.time ?? 0n) + BigInt(Math.max(0, offset - start))
  }
}
