import { setImmediate } from 'node:timers/promises'

interface Entry {
  readonly at: number
  /** Entries of one moment happen in the order in which they were made. */
  readonly number: number
  happen: (() => void) | undefined
}

const isBefore = (left: Entry, right: Entry): boolean =>
  left.at < right.at || (left.at === right.at && left.number < right.number)

/** Time that goes by only from one thing that is due to the next, so that an hour takes a moment and is always the same. */
export class Agenda {
  /** Milliseconds since the simulation began. */
  now = 0
  readonly #heap: Entry[] = []
  #number = 0

  /**
   * Has something happen after so many milliseconds.
   * @returns what to call so that it does not
   */
  after(milliseconds: number, happen: () => void): () => void {
    const entry: Entry = { at: this.now + Math.max(0, milliseconds), number: this.#number++, happen }
    this.#push(entry)
    return () => {
      entry.happen = undefined
    }
  }

  /** Resolves when so many milliseconds have gone by, or at once when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      const cancel = this.after(milliseconds, wake)
      const abort = () => {
        cancel()
        resolve()
      }
      signal?.addEventListener('abort', abort, { once: true })
    })
  }

  /** Lets time go by until then, or until nothing is left to happen. */
  async runUntil(end: number): Promise<void> {
    // Whatever the last thing led to without waiting comes first.
    await setImmediate()
    for (;;) {
      const next = this.#heap[0]
      if (!next || next.at > end) break
      this.#pop()
      if (!next.happen) continue
      this.now = next.at
      next.happen()
      await setImmediate()
    }
    this.now = Math.max(this.now, end)
  }

  #push(entry: Entry): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(entry, heap[parent] as Entry)) break
      heap[at] = heap[parent] as Entry
      at = parent
    }
    heap[at] = entry
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Entry
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) child++
      if (isBefore(last, heap[child] as Entry)) break
      heap[at] = heap[child] as Entry
      at = child
    }
    heap[at] = last
  }
}
