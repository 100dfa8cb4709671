import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Tail } from './last-words.ts'
import type { Command, Environment } from './spark-command.ts'

const TAIL_BYTES = 64 * 1024
/** What a driver is told by signals. */
export const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

/** What the child leaves running may hold its output open: by then all that the child wrote itself has come. */
const OUTPUT_PATIENCE_MS = 2_000

export interface ChildEnd {
  /** 128 + n for signal n. */
  readonly exitCode: number
  /** The first signal that this process was sent and passed on. */
  readonly told?: NodeJS.Signals
  /** The end of what it wrote to standard output and standard error together. */
  readonly tail: string
}

const passOn = async (from: Readable, to: Writable, tail: Tail): Promise<void> => {
  from.on('data', (chunk: Buffer) => tail.add(chunk))
  from.pipe(to, { end: false })
  await finished(from)
}

/** Resolves when both outputs have ended, or have been given up. */
const outputEnd = async (child: ChildProcessByStdio<null, Readable, Readable>, ended: Promise<unknown>) => {
  const patience = setTimeout(() => {
    child.stdout.destroy()
    child.stderr.destroy()
  }, OUTPUT_PATIENCE_MS)
  await ended
  clearTimeout(patience)
}

/**
 * Runs a command: its output goes through unchanged, signals are passed to it.
 *
 * @param onSignal called with each signal that is passed on
 * @throws where it cannot be started
 */
export const runChild = async (
  [file, ...args]: Command,
  env: Environment,
  onSignal: (signal: NodeJS.Signals) => void = () => undefined,
): Promise<ChildEnd> => {
  const child = spawn(file, args, { env, stdio: ['inherit', 'pipe', 'pipe'] })
  let told: NodeJS.Signals | undefined
  const forward = (signal: NodeJS.Signals) => {
    told ??= signal
    child.kill(signal)
    onSignal(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  try {
    const tail = new Tail(TAIL_BYTES)
    const outputs = [passOn(child.stdout, process.stdout, tail), passOn(child.stderr, process.stderr, tail)]
    const ended = Promise.allSettled(outputs)
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    await outputEnd(child, ended)
    const exitCode = signal ? 128 + constants.signals[signal] : (code ?? 255)
    return { exitCode, tail: tail.text, ...(told === undefined ? {} : { told }) }
  } finally {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}
