import type { Timers } from './timers.ts'

export interface BackoffOptions {
  readonly initialMs: number
  readonly maximumMs: number
  readonly factor: number
  /** The share of the delay that chance adds: with 1.0 a delay of 800 ms becomes 800 to 1600 ms. */
  readonly jitter: number
  /** Starts from the beginning where nothing failed for this long. */
  readonly resetAfterMs: number
}

/** What client-go's reflectors wait between two attempts to list and watch. */
export const REFLECTOR_BACKOFF: BackoffOptions = {
  initialMs: 800,
  maximumMs: 30_000,
  factor: 2,
  jitter: 1,
  resetAfterMs: 120_000,
}

/** Delays that grow with every failure, are spread by chance, and start again after a quiet while. */
export class Backoff {
  readonly #options: BackoffOptions
  readonly #timers: Timers
  #delay: number
  #lastUse = Number.NEGATIVE_INFINITY

  constructor(options: BackoffOptions, timers: Timers) {
    this.#options = options
    this.#timers = timers
    this.#delay = options.initialMs
  }

  /** Milliseconds to wait now; the next answer is longer. */
  next(): number {
    const { initialMs, maximumMs, factor, jitter, resetAfterMs } = this.#options
    const now = this.#timers.monotonic()
    if (now - this.#lastUse > resetAfterMs) this.#delay = initialMs
    this.#lastUse = now
    const delay = this.#delay
    this.#delay = Math.min(maximumMs, delay * factor)
    return delay * (1 + jitter * this.#timers.next())
  }
}
