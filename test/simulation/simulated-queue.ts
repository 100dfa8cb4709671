import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Weather } from './invocation.ts'

const VISIBILITY_MS = 90_000
const MAX_RECEIVES = 5
/** Messages may come in any order within as much time. */
const REORDERED_MS = 20_000
/** In rough weather a message comes up to so many times. */
const COPIES = 5

/** A queue as SQS is: at least once, in no order, again where the function failed, and in the end among the dead letters. */
export class SimulatedQueue<T> {
  readonly deadLetters: { readonly message: T; readonly reason: string }[] = []
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #weather: Weather
  readonly #handle: (message: T) => Promise<unknown>
  /** Messages that were sent and not yet seen to. */
  open = 0

  constructor(agenda: Agenda, chance: Chance, weather: Weather, handle: (message: T) => Promise<unknown>) {
    this.#agenda = agenda
    this.#chance = chance
    this.#weather = weather
    this.#handle = handle
  }

  put(message: T, delayMs = 0): void {
    const copies = this.#weather.over ? 1 : this.#chance.between(1, COPIES)
    const kept = structuredClone(message)
    for (let copy = 0; copy < copies; copy++) {
      this.open++
      this.#deliver(kept, 1, delayMs + this.#chance.between(1, this.#weather.over ? 200 : REORDERED_MS))
    }
  }

  #deliver(message: T, receive: number, delayMs: number): void {
    this.#agenda.after(delayMs, () => {
      this.#handle(structuredClone(message)).then(
        () => {
          this.open--
        },
        (error: Error) => this.#failed(message, receive, error),
      )
    })
  }

  #failed(message: T, receive: number, error: Error): void {
    if (receive < MAX_RECEIVES) this.#deliver(message, receive + 1, VISIBILITY_MS)
    else {
      this.open--
      this.deadLetters.push({ message, reason: error.message })
    }
  }
}
