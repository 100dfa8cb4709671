import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../../local/aws/free-port.ts'
import { type GuardedProcess, startGuardedProcess } from '../../../local/process/guarded-process.ts'
import { ProcessGuard } from '../../../local/process/process-guard.ts'

const MAIN = fileURLToPath(new URL('../../../local/kubernetes/main.ts', import.meta.url))
const HOST = '127.0.0.1'
const START_MS = 30_000

/** The embedded API server as a process of its own, which may be killed: the next one has its port and its state. */
export class ApiServerProcess {
  readonly url: string
  readonly #folder: string
  readonly #port: number
  readonly #logsDir: string
  readonly #guard = new ProcessGuard()
  #process: GuardedProcess | undefined

  private constructor(folder: string, port: number, logsDir: string) {
    this.url = `http://${HOST}:${port}`
    this.#folder = folder
    this.#port = port
    this.#logsDir = logsDir
  }

  /** @param folder gets its state and its log */
  static async start(folder: string, logsDir: string): Promise<ApiServerProcess> {
    const server = new ApiServerProcess(folder, await freePort(HOST), logsDir)
    await server.start()
    return server
  }

  /** Starts it where it has ended, and waits until it answers. */
  async start(): Promise<void> {
    const options = ['--host', HOST, '--port', String(this.#port), '--logs-dir', this.#logsDir]
    const data = ['--data-file', join(this.#folder, 'api-server.data')]
    const spec = {
      command: [process.execPath, MAIN, ...options, ...data] as const,
      env: { PATH: process.env.PATH ?? '' },
      cwd: this.#folder,
      logFile: join(this.#folder, 'api-server.log'),
    }
    this.#process = startGuardedProcess(spec, this.#guard)
    const deadline = performance.now() + START_MS
    while (!(await fetch(`${this.url}/readyz`).catch(() => undefined))?.ok) {
      if (performance.now() > deadline) throw new Error(`no API server at ${this.url}: see ${spec.logFile}`)
      await pause(50)
    }
  }

  /** It ends in the middle of whatever it does; every connection is cut. */
  async kill(): Promise<void> {
    this.#process?.signal('SIGKILL')
    await this.#process?.exited
  }

  async stop(): Promise<void> {
    await this.kill()
    await this.#guard.close()
  }
}
