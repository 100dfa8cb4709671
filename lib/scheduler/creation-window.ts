import type { Random } from '../ports/random.ts'
import { retryDelay } from './retry-delay.ts'

const FIRST_SIZE = 16
/** Beyond it an API server has its hands full, and the client its connections. */
const LARGEST_SIZE = 48

/**
 * How many creations may be under way at once, as TCP finds out how much a network takes: one more with each that
 * works until the API server has too much for the first time, from then on one more a round trip; half as many when it
 * says so. One wave of refusals counts once, however many were under way.
 */
export class CreationWindow {
  readonly #random: Random
  #size = FIRST_SIZE
  #inFlight = 0
  #slowStart = true
  #pausedUntil = Number.NEGATIVE_INFINITY
  #pausedAt = Number.NEGATIVE_INFINITY
  #failures = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** How many may be sent now. */
  free(now: number): number {
    return now < this.#pausedUntil ? 0 : Math.max(0, Math.floor(this.#size) - this.#inFlight)
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** Until when none is sent, on the monotonic clock. */
  get pausedUntil(): number {
    return this.#pausedUntil
  }

  started(): void {
    this.#inFlight++
  }

  accepted(): void {
    this.#inFlight--
    this.#failures = 0
    this.#size = Math.min(LARGEST_SIZE, this.#size + (this.#slowStart ? 1 : 1 / this.#size))
  }

  /** Neither success nor failure: what was to be done is no longer. */
  abandoned(): void {
    this.#inFlight--
  }

  /**
   * The API server has too much to do, or does not answer.
   * @param startedAt when that creation was sent
   * @param leastMs how long it asked to be left alone
   * @returns how many waves of failures there were in a row, and whether this is the first of its wave
   */
  failed(startedAt: number, now: number, leastMs = 0): { readonly failures: number; readonly first: boolean } {
    this.#inFlight--
    const first = startedAt >= this.#pausedAt
    if (first) {
      this.#failures++
      this.#slowStart = false
      this.#size = Math.max(1, this.#size / 2)
      this.#pausedAt = now
    }
    const wait =
      first && leastMs === 0 ? retryDelay(this.#failures, this.#random) : leastMs * (1 + this.#random.next() / 4)
    this.#pausedUntil = Math.max(this.#pausedUntil, now + wait)
    return { failures: this.#failures, first }
  }

  /** The API server refuses executors as such: one at a time shows when it does no more. */
  refused(startedAt: number, now: number): { readonly failures: number; readonly first: boolean } {
    const wave = this.failed(startedAt, now)
    this.#size = 1
    this.#slowStart = true
    return wave
  }

  /** What was in the way may be gone. */
  resume(now: number): void {
    this.#pausedUntil = Math.min(this.#pausedUntil, now)
  }
}
