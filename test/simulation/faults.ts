import type { Chronicle } from './chronicle.ts'

/** How far a clock may be from the right time, in milliseconds. */
export const MOST_SKEW_MS = 5 * 60_000

/** Which of the things happen that chance would have go wrong. */
export class Faults {
  /** From then on all goes well. */
  over = false
  /** What went wrong, each by a name that it has in every course of the same seed. */
  readonly struck = new Set<string>()
  readonly #allowed: ReadonlySet<string> | undefined
  readonly #chronicle: Chronicle

  /** @param allowed the only ones that may happen; absent: all */
  constructor(chronicle: Chronicle, allowed?: ReadonlySet<string>) {
    this.#chronicle = chronicle
    this.#allowed = allowed
  }

  /** Whether it goes wrong where chance would have it so. */
  strike(drawn: boolean, name: () => string): boolean {
    return !this.over && drawn && this.plan(name())
  }

  /** Whether it happens though calm has returned. */
  plan(called: string): boolean {
    if (this.#allowed && !this.#allowed.has(called)) return false
    this.struck.add(called)
    this.#chronicle.note(() => `✗ ${called}`)
    return true
  }
}
