import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { readFile, readlink, writeFile } from 'node:fs/promises'

/** The API server's own process, where it runs on this machine: it is killed, and started again as it was. */
export class ApiServerProcess {
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

  /** The process whose id is in the file. Throws where there is none, or another than an API server. */
  static async of(pidFile: string): Promise<ApiServerProcess> {
    const pid = Number(await readFile(pidFile, 'utf8'))
    const [program = '', ...args] = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').slice(0, -1)
    if (!program.endsWith('kube-apiserver')) throw new Error(`process ${pid} is no API server but ${program}`)
    const [folder, log] = await Promise.all([readlink(`/proc/${pid}/cwd`), readlink(`/proc/${pid}/fd/1`)])
    return new ApiServerProcess(pidFile, pid, [program, ...args], folder, log)
  }

  /** It ends at once, without a word to those that are connected. */
  kill(): void {
    process.kill(this.#pid, 'SIGKILL')
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
}
