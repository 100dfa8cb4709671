import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import type { ProcessGuard } from './process-guard.ts'

export interface ProcessSpec {
  readonly command: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** File that gets standard output and standard error, in the order written. */
  readonly logFile: string
}

/** How a process ended: 128 + n for signal n. */
export type Exit = { readonly exitCode: number } | { readonly startError: string }

/** A process that leads a group of its own, and does not outlive this one: a container's main process, or a tool. */
export interface GuardedProcess {
  /** False where there is no process at all; `exited` says why. */
  readonly started: boolean
  /** Resolves when the main process has ended and what it left in its group was killed. */
  readonly exited: Promise<Exit>
  signal(name: NodeJS.Signals): void
}

const signalGroup = (group: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-group, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Starts the process; one that cannot be started is told through `exited`. */
export const startGuardedProcess = (spec: ProcessSpec, guard: ProcessGuard): GuardedProcess => {
  const [file, ...args] = spec.command
  const log = openSync(spec.logFile, 'a')
  const child = spawn(file, args, { cwd: spec.cwd, env: spec.env, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  const { pid } = child
  if (pid !== undefined) guard.watch(pid)
  const exited = new Promise<Exit>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'no such file or directory' : error.message
      resolve({ startError: `exec: "${file}": ${why}` })
    })
    child.once('exit', (code, signal) => {
      if (pid !== undefined) {
        signalGroup(pid, 'SIGKILL')
        guard.release(pid)
      }
      resolve({ exitCode: signal ? 128 + constants.signals[signal] : (code ?? 255) })
    })
  })
  return { started: pid !== undefined, exited, signal: (name) => pid !== undefined && signalGroup(pid, name) }
}
