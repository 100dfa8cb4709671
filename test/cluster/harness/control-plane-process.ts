import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A process of the control plane, where that runs on this machine: it is killed, and started again as it was. */
export class ControlPlaneProcess {
  readonly #pidFile: string
  readonly #command: readonly [string, ...string[]]
  readonly #folder: string
  readonly #log: string
  #pid: number

  private constructor(
    pidFile: string,
    pid: number,
    command: readonly [string, ...string[]],
    folder: string,
    log: string,
  ) {
    this.#pidFile = pidFile
    this.#pid = pid
    this.#command = command
    this.#folder = folder
    this.#log = log
  }

  /** The process whose id is in `<name>.pid`. Throws where there is none, or another than of that name. */
  static async of(folder: string, name: string): Promise<ControlPlaneProcess> {
    const pidFile = join(folder, `${name}.pid`)
    const pid = Number(await readFile(pidFile, 'utf8'))
    const [program = '', ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1)
    if (!program.endsWith(name)) throw new Error(`process ${pid} is no ${name} but ${program}`)
    const [cwd, log] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/fd/1`)])
    return new ControlPlaneProcess(pidFile, pid, [program, ...args], cwd, log)
  }

  /** It ends at once, without a word to those that are connected. */
  kill(): void {
    process.kill(this.#pid, 'SIGKILL')
  }

  /** Starts it again where it has ended by itself. */
  async revive(): Promise<void> {
    if (!this.#isAlive()) await this.start()
  }

  /** Starts it again, to outlive the tests; those that use it find out by themselves when it answers. */
  async start(): Promise<void> {
    const [program, ...args] = this.#command
    const log = openSync(this.#log, 'a')
    const child: ChildProcess = spawn(program, args, { cwd: this.#folder, detached: true, stdio: ['ignore', log, log] })
    child.unref()
    this.#pid = child.pid ?? 0
    await writeFile(this.#pidFile, `${this.#pid}\n`)
  }

  #isAlive(): boolean {
    try {
      return process.kill(this.#pid, 0)
    } catch {
      return false
    }
  }
}
