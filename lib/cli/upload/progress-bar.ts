import type { TextSink } from '../surroundings.ts'

const WIDTH = 24
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Bytes as a person reads them: `12.3 MB`. */
export function readableSize(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`
}

/** One line that shows how far uploads are. Where nobody looks, at a pipe or a file, it stays silent. */
export class ProgressBar {
  readonly #sink: TextSink
  readonly #title: string
  readonly #total: number
  readonly #arrived = new Map<string, number>()
  #shown = ''

  /** @param total bytes that there are to come */
  constructor(sink: TextSink, title: string, total: number) {
    this.#sink = sink
    this.#title = title
    this.#total = total
    this.#draw()
  }

  /** How many bytes of one of the files have arrived. */
  update(file: string, bytes: number): void {
    this.#arrived.set(file, bytes)
    this.#draw()
  }

  /** Leaves the line as it is and goes on below it. */
  end(): void {
    if (this.#shown !== '') this.#sink.write('\n')
    this.#shown = ''
  }

  #draw(): void {
    if (this.#sink.isTTY !== true) return
    const arrived = [...this.#arrived.values()].reduce((sum, bytes) => sum + bytes, 0)
    const share = this.#total === 0 ? 1 : Math.min(1, arrived / this.#total)
    const bar = '█'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '░')
    const sizes = `${readableSize(arrived)} of ${readableSize(this.#total)}`
    const line = `${this.#title} ${bar} ${String(Math.floor(share * 100)).padStart(3)} % ${sizes}`
    if (line === this.#shown) return
    this.#sink.write(`\r${line.slice(0, (this.#sink.columns || 80) - 1)}\u001b[K`)
    this.#shown = line
  }
}
