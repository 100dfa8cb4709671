import type { Clock } from '../ports/clock.ts'

/** Counts the failures of executors that are not too long ago. Follows ExecutorFailureTracker. */
export class FailureTracker {
  readonly #clock: Clock
  readonly #validity: number
  #failures: number[] = []

  /** @param validityMs after which time a failure does not count any more; absent or not positive: never */
  constructor(clock: Clock, validityMs?: number) {
    this.#clock = clock
    this.#validity = validityMs !== undefined && validityMs > 0 ? validityMs : Number.POSITIVE_INFINITY
  }

  get count(): number {
    const since = this.#clock.monotonic() - this.#validity
    this.#failures = this.#failures.filter((at) => at >= since)
    return this.#failures.length
  }

  register(): void {
    this.#failures.push(this.#clock.monotonic())
  }
}
