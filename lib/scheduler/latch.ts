import type { Timers } from './timers.ts'

/** Timers cannot wait for ever; to look once a minute costs nothing. */
const LONGEST_MS = 60_000

/** Somebody waits until something happens, however often it does, or until some time is over, a minute at most. */
export class Latch {
  #open = false
  #wake: AbortController | undefined

  /** What is waited for happened. */
  open(): void {
    this.#open = true
    // With a reason of its own, as the usual one is an error with its stack.
    this.#wake?.abort('open')
  }

  /** Resolves once `open` was called since the last `wait`, and after `ms` milliseconds at the latest. */
  async wait(timers: Timers, ms: number): Promise<void> {
    if (!this.#open) {
      this.#wake = new AbortController()
      await timers.sleep(Math.min(ms, LONGEST_MS), this.#wake.signal)
      this.#wake = undefined
    }
    this.#open = false
  }
}
