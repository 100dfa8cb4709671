import type { TextSink } from '../surroundings.ts'

/** A kubelet puts its time in front of a line, always with nine digits of the second. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}\S+) (.*)$/s

/**
 * Knows how far a log has been written, so that it can be asked for again after a connection has broken: by the time of
 * the last line.
 */
export class LogCursor {
  readonly #sink: TextSink
  #time = ''

  constructor(sink: TextSink) {
    this.#sink = sink
  }

  /** The time to ask from; undefined from the beginning. */
  get since(): string | undefined {
    return this.#time || undefined
  }

  /** Writes what is new in one answer. A connection that breaks ends the answer and is no error. */
  async copy(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    const before = this.#time
    let rest = ''
    const write = (line: string): void => {
      // A line that has no time cannot be known again: it is always new.
      const [, time, text = line] = STAMPED.exec(line) ?? []
      if (time !== undefined && time <= before) return
      this.#sink.write(text)
      this.#time = time ?? this.#time
    }
    try {
      for await (const chunk of bytes) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split(/(?<=\n)/)
        rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '')
        lines.forEach(write)
      }
    } catch {
      // The line that was on its way comes again, whole, with the next answer.
      return
    }
    if (rest !== '') write(rest)
  }
}
