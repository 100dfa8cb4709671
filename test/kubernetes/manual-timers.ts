import { setImmediate } from 'node:timers/promises'
import type { Timers } from '../../lib/kubernetes/timers.ts'

interface Sleeper {
  readonly due: number
  readonly wake: () => void
}

/** Lets everything run that can run without time going by. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate()
}

/** Resolves when the condition holds; fails after many turns of the event loop, not after some time. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  for (let turn = 0; turn < 5_000; turn++) {
    if (condition()) return
    await setImmediate()
  }
  throw new Error(`${what} never came`)
}

/** Time that goes by only when told to, and chance that always says the same. */
export class ManualTimers implements Timers {
  readonly slept: number[] = []
  chance = 0
  #time = 0
  #sleepers: Sleeper[] = []

  now = (): number => Date.UTC(2026, 0, 1) + this.#time

  monotonic = (): number => this.#time

  next(): number {
    return this.chance
  }

  sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.resolve()
    this.slept.push(ms)
    const { promise, resolve } = Promise.withResolvers<void>()
    const sleeper = { due: this.#time + ms, wake: resolve }
    this.#sleepers.push(sleeper)
    signal?.addEventListener('abort', () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
      resolve()
    })
    return promise
  }

  /** Goes forward, waking each sleeper at its time, in order. */
  async advance(ms: number): Promise<void> {
    await settle()
    const end = this.#time + ms
    for (;;) {
      const next = this.#sleepers.toSorted((a, b) => a.due - b.due)[0]
      if (next === undefined || next.due > end) break
      this.#time = Math.max(this.#time, next.due)
      this.#sleepers = this.#sleepers.filter((other) => other !== next)
      next.wake()
      await settle()
    }
    this.#time = end
    await settle()
  }
}
