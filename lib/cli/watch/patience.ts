import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { isRetryable } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'

/** For how long refusals of what was allowed before are taken to pass. */
const REFUSALS_PASS_MS = 60_000

/**
 * Which failures a watcher waits out. An API server that has just come back refuses everything until it has read the
 * roles again, so a refusal of what was allowed a moment ago is only believed when it lasts.
 */
export class Patience {
  readonly #timers: Timers
  #wasAllowed = false
  #refusedSince: number | undefined

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** The API server has allowed it. */
  renew(): void {
    this.#wasAllowed = true
    this.#refusedSince = undefined
  }

  /** Whether what failed is to be tried again. */
  bears(error: unknown): boolean {
    if (!isKubernetesStatus(error, 403)) return isRetryable(error)
    if (!this.#wasAllowed) return false
    this.#refusedSince ??= this.#timers.monotonic()
    return this.#timers.monotonic() - this.#refusedSince < REFUSALS_PASS_MS
  }
}
