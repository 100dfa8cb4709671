import type { LogOptions } from './log-options.ts'
import { formatLogTime } from './log-time.ts'
import type { LogTimes } from './log-times.ts'

const NEWLINE = 0x0a

/** What a client gets of a log: whole lines, from the time on and with the times that it asks for, up to its limit. */
export class LogLines {
  readonly #options: Pick<LogOptions, 'timestamps' | 'since'>
  readonly #times: LogTimes
  #remaining: number
  /** Where the line begins whose end has not come yet. */
  #offset: number
  #rest: Buffer = Buffer.alloc(0)

  /** @param offset of the first line in the file */
  constructor(options: Pick<LogOptions, 'timestamps' | 'since' | 'limitBytes'>, times: LogTimes, offset: number) {
    this.#options = options
    this.#times = times
    this.#remaining = options.limitBytes ?? Number.POSITIVE_INFINITY
    this.#offset = offset
  }

  /** The client has got all that it wanted. */
  get isFull(): boolean {
    return this.#remaining <= 0
  }

  /** What to send, now that these bytes have come: the lines that have ended. */
  take(chunk: Buffer): Buffer {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const lines: Buffer[] = []
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      lines.push(...this.#line(bytes.subarray(start, end + 1)))
      start = end + 1
    }
    this.#rest = bytes.subarray(start)
    return Buffer.concat(lines)
  }

  /** The line at the end of the file that has no end itself. */
  finish(): Buffer {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length === 0 ? rest : Buffer.concat(this.#line(rest))
  }

  #line(line: Buffer): readonly Buffer[] {
    this.#offset += line.length
    const { timestamps, since } = this.#options
    const time = this.#times.at(this.#offset)
    if (since !== undefined && time < since) return []
    const whole = timestamps ? Buffer.concat([Buffer.from(`${formatLogTime(time)} `), line]) : line
    const part = whole.subarray(0, Math.max(0, this.#remaining))
    this.#remaining -= part.length
    return [part]
  }
}
