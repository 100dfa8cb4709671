import type { Timers } from '../../lib/kubernetes/timers.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import { type Faults, MOST_SKEW_MS } from './faults.ts'

const BEGIN = Date.UTC(2026, 0, 1)

/** The right time, in milliseconds since the epoch. */
export const rightTime = (agenda: Agenda): number => BEGIN + agenda.now

/** A process that runs until it is killed, with its clock and its chance: one that is dead does nothing any more. */
export class SimulatedProcess implements Timers {
  /** What the story calls it. */
  readonly name: string
  readonly chance: Chance
  readonly now: () => number
  readonly monotonic: () => number
  readonly next: () => number
  readonly #agenda: Agenda
  readonly #killed = new AbortController()
  /** What ends a sleep without waking who sleeps, so that nothing of a dead process is kept. */
  readonly #sleepers = new Set<() => void>()

  constructor(name: string, { agenda, chance, faults }: { agenda: Agenda; chance: Chance; faults: Faults }) {
    this.name = name
    this.chance = chance.of(name)
    this.#agenda = agenda
    const drawn = this.chance.between(-MOST_SKEW_MS, MOST_SKEW_MS)
    const skew = faults.strike(true, () => `${name}: its clock is ${Math.round(drawn / 1000)} s off`) ? drawn : 0
    this.now = () => rightTime(agenda) + skew
    this.monotonic = () => agenda.now
    this.next = this.chance.next
  }

  /** Aborts when the process dies. */
  get killed(): AbortSignal {
    return this.#killed.signal
  }

  kill(): void {
    this.#killed.abort(new Error(`${this.name} was killed`))
    for (const forget of this.#sleepers) forget()
    this.#sleepers.clear()
  }

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    if (this.killed.aborted) return new Promise(() => {})
    if (signal?.aborted) return Promise.resolve()
    const { promise, resolve } = Promise.withResolvers<void>()
    const forget = () => {
      cancel()
      signal?.removeEventListener('abort', wake)
    }
    const wake = () => {
      forget()
      this.#sleepers.delete(forget)
      resolve()
    }
    const cancel = this.#agenda.after(ms, wake)
    signal?.addEventListener('abort', wake)
    this.#sleepers.add(forget)
    return promise
  }
}
