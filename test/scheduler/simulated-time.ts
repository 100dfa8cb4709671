import type { Clock } from '../../lib/ports/clock.ts'
import type { Random } from '../../lib/ports/random.ts'
import type { Timers } from '../../lib/scheduler/timers.ts'

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

const EPOCH = Date.UTC(2026, 0, 1)

/** Everything runs that can run without time going by: all is made of promises, which one turn of the event loop drains. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Time that goes by only when told to, and chance that a seed decides. */
export class SimulatedTime implements Clock, Timers, Random {
  #time = 0
  #state: number
  readonly #sleepers = new Set<Sleeper>()

  constructor(seed = 1) {
    this.#state = seed >>> 0
  }

  now = (): number => EPOCH + this.#time

  monotonic = (): number => this.#time

  /** A linear congruential generator: enough to pick faults by. */
  next = (): number => {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return this.#state / 2 ** 32
  }

  sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const sleeper = { due: this.#time + ms, wake: resolve }
    this.#sleepers.add(sleeper)
    signal?.addEventListener('abort', () => {
      this.#sleepers.delete(sleeper)
      resolve()
    })
    return promise
  }

  /** Goes forward, waking all that sleep at their times, in order. */
  async advance(ms: number): Promise<void> {
    await settle()
    const end = this.#time + ms
    for (;;) {
      const due = Math.min(...Array.from(this.#sleepers, (sleeper) => sleeper.due))
      if (due > end) break
      this.#time = Math.max(this.#time, due)
      for (const sleeper of this.#sleepers) {
        if (sleeper.due > due) continue
        this.#sleepers.delete(sleeper)
        sleeper.wake()
      }
      await settle()
    }
    this.#time = end
  }
}
