import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildCommand } from '../../lib/cli/build.ts'

export interface CommandOutcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningCommand {
  readonly outcome: Promise<CommandOutcome>
  kill(signal: NodeJS.Signals): void
  /** Closes the other end of its standard output. */
  stopReading(): void
}

/** The command as it is bundled, in a folder of its own, as a process with no environment but what it is given. */
export class BuiltCommand {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async build(): Promise<BuiltCommand> {
    const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-command-'))
    await buildCommand(join(folder, 'bundle'))
    return new BuiltCommand(folder)
  }

  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}, cwd?: string): RunningCommand {
    const child = spawn(process.execPath, [join(this.#folder, 'bundle', 'sparkdrop.mjs'), ...args], {
      env: { PATH: process.env.PATH, HOME: this.#folder, LANG: 'C.UTF-8', ...environment },
      cwd: cwd ?? this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const outcome = Promise.all([ended, text(child.stdout).catch(() => ''), text(child.stderr)]).then(
      ([exitCode, stdout, stderr]) => ({
        exitCode,
        stdout,
        stderr,
      }),
    )
    return { outcome, kill: (signal) => child.kill(signal), stopReading: () => child.stdout.destroy() }
  }

  run(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    cwd?: string,
  ): Promise<CommandOutcome> {
    return this.start(args, environment, cwd).outcome
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
