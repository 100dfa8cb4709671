import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Faults } from './faults.ts'

const VISIBILITY_MS = 90_000
const MAX_RECEIVES = 5
/** How long a message takes where all is well. */
const SOON_MS = 200
/** Where it is not, messages come in any order within as much time, */
const REORDERED_MS = 20_000
/** and some when a hundred others have come that were sent after them. */
const LONG_AFTER_MS = 5 * 60_000
const LONG_AFTER = 5
/** A message comes up to so many times. */
const COPIES = 5

export interface QueueTools {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly faults: Faults
  readonly chronicle: Chronicle
}

/** @param name what this receive of the message is called, in every course of the same seed */
type Handle<T> = (message: T, name: string) => Promise<unknown>

/** A queue as SQS is: at least once, in no order, again where the function failed, and in the end among the dead letters. */
export class SimulatedQueue<T> {
  readonly deadLetters: { readonly message: T; readonly reason: string }[] = []
  readonly #tools: QueueTools
  readonly #handle: Handle<T>
  readonly #sent = new Map<string, number>()

  constructor(tools: QueueTools, handle: Handle<T>) {
    this.#tools = tools
    this.#handle = handle
  }

  /** @param about what the message is about, in words of the story */
  put(message: T, about: string, delayMs = 0): void {
    const { faults, chance } = this.#tools
    const number = (this.#sent.get(about) ?? 0) + 1
    this.#sent.set(about, number)
    const name = `${about}, message ${number}`
    const own = chance.of(name)
    const copies = own.between(1, COPIES)
    const text = JSON.stringify(message)
    for (let copy = 1; copy <= copies; copy++) {
      const called = copy === 1 ? name : `${name}, copy ${copy}`
      const soon = own.between(1, SOON_MS)
      const late = own.percent(LONG_AFTER)
        ? own.between(REORDERED_MS, LONG_AFTER_MS)
        : own.between(SOON_MS, REORDERED_MS)
      if (copy > 1 && !faults.strike(true, () => `${name} comes ${copy} times`)) continue
      const isLate = faults.strike(true, () => `${called} takes ${late} ms`)
      this.#deliver(text, called, 1, delayMs + (isLate ? late : soon))
    }
  }

  #deliver(text: string, name: string, receive: number, delayMs: number): void {
    this.#tools.agenda.after(delayMs, () => {
      const called = receive === 1 ? name : `${name}, receive ${receive}`
      this.#handle(JSON.parse(text), called).then(
        () => undefined,
        (error: Error) => this.#failed(text, name, receive, error),
      )
    })
  }

  #failed(text: string, name: string, receive: number, error: Error): void {
    const isLast = receive === MAX_RECEIVES
    this.#tools.chronicle.note(
      () => `${name} failed: ${error.message}${isLast ? ' – it is among the dead letters' : ''}`,
    )
    if (isLast) this.deadLetters.push({ message: JSON.parse(text), reason: error.message })
    else this.#deliver(text, name, receive + 1, VISIBILITY_MS)
  }
}
