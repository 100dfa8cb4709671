import type { Agenda } from './agenda.ts'

interface Entry {
  readonly at: number
  readonly text: string
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Minutes, seconds and milliseconds since the simulation began. */
const clock = (at: number): string =>
  `${two(Math.floor(at / 60_000))}:${two(Math.floor(at / 1_000) % 60)}.${String(Math.floor(at) % 1_000).padStart(3, '0')}`

/** What happened, in order, for a person to read; nothing where nobody is going to. */
export class Chronicle {
  readonly #agenda: Agenda
  readonly isKept: boolean
  readonly #entries: Entry[] = []
  /** What is called otherwise in the story than in the world. */
  readonly #names = new Map<string, string>()

  constructor(agenda: Agenda, isKept: boolean) {
    this.#agenda = agenda
    this.isKept = isKept
  }

  note(text: () => string): void {
    if (this.isKept) this.#entries.push({ at: this.#agenda.now, text: text() })
  }

  call(what: string, name: string): void {
    this.#names.set(what, name)
  }

  /** The text with the names of the story. */
  retold(text: string): string {
    let told = text.replaceAll(/[0-9a-f]{8}-0000-4000-8000-0*([0-9]+)/g, 'uid $1')
    for (const [what, name] of this.#names) told = told.replaceAll(what, name)
    return told
  }

  get story(): readonly string[] {
    return this.#entries.map(({ at, text }, index) => `${index + 1}. ${clock(at)} ${this.retold(text)}`)
  }
}
