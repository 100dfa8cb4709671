import { decisiveError, lastLines } from '../../lib/jobs/classify/failure-text.ts'

/** What a kubelet keeps of a termination message. */
const MESSAGE_BYTES = 4096
/** What the shim says before it ends the driver: then the rest of what was written only follows from it. */
const LOOP_GAVE_UP = /^Error: the scheduler loop had to give up: .*$/m
const LEFT_OUT = /^.*Local jar \S+ does not exist, skipping.*$/gm

/** The end of a stream of text, at most `limit` bytes of it. */
export class Tail {
  readonly #limit: number
  #chunks: Buffer[] = []
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    while (this.#chunks[0] && this.#size - this.#chunks[0].length >= this.#limit)
      this.#size -= this.#chunks.shift()?.length ?? 0
  }

  get text(): string {
    return Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8')
  }
}

/** The text's first bytes, cut between characters. */
export const cutToBytes = (text: string, bytes: number): string =>
  new TextDecoder('utf8', { fatal: false }).decode(Buffer.from(text).subarray(0, bytes)).replace(/\ufffd+$/, '')

/** Why a driver ended, from the end of what it wrote: the error that decided, and what spark-submit had left out. */
export const lastWords = (tail: string): string => {
  const gaveUp = LOOP_GAVE_UP.exec(tail)?.[0]
  const leftOut = [...new Set(tail.match(LEFT_OUT) ?? [])]
  return cutToBytes([gaveUp ?? decisiveError(tail) ?? lastLines(tail), ...leftOut].join('\n').trim(), MESSAGE_BYTES)
}

/** Why a driver ended that was sent a signal: what it wrote after that is about its being ended. */
export const toldToEnd = (signal: NodeJS.Signals): string => `the driver was told to end (${signal})`
