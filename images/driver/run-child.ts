import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Tail } from './last-words.ts'
import type { Command, Environment } from './spark-command.ts'

const TAIL_BYTES = 64 * 1024
const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

export interface ChildEnd {
  /** 128 + n for signal n. */
  readonly exitCode: number
  /** The end of what it wrote to standard output and standard error together. */
  readonly tail: string
}

const passOn = async (from: Readable, to: Writable, tail: Tail): Promise<void> => {
  from.on('data', (chunk: Buffer) => tail.add(chunk))
  from.pipe(to, { end: false })
  await finished(from)
}

/** Runs a command: its output goes through unchanged, signals are passed to it. @throws where it cannot be started */
export const runChild = async ([file, ...args]: Command, env: Environment): Promise<ChildEnd> => {
  const child = spawn(file, args, { env, stdio: ['inherit', 'pipe', 'pipe'] })
  const forward = (signal: NodeJS.Signals) => child.kill(signal)
  for (const signal of FORWARDED) process.on(signal, forward)
  try {
    const tail = new Tail(TAIL_BYTES)
    const output = [passOn(child.stdout, process.stdout, tail), passOn(child.stderr, process.stderr, tail)]
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
    await Promise.all(output)
    return { exitCode: signal ? 128 + constants.signals[signal] : (code ?? 255), tail: tail.text }
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
