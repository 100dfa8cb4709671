import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { ObjectServer } from './object-server.ts'

const MAIN = fileURLToPath(new URL('../../../images/driver/main.ts', import.meta.url))

export type Entrypoint = ChildProcessByStdio<null, Readable, Readable>

/** A container of the driver image: what the entrypoint finds there, and the entrypoint itself. */
export class FakeContainer {
  readonly folder: string
  #server: ObjectServer | undefined

  private constructor(folder: string) {
    this.folder = folder
  }

  static async make(): Promise<FakeContainer> {
    const container = new FakeContainer(await mkdtemp(join(tmpdir(), 'entrypoint-')))
    for (const name of ['bin', 'conf']) await mkdir(join(container.folder, name))
    await writeFile(join(container.folder, 'termination-log'), '')
    return container
  }

  async remove(): Promise<void> {
    await this.#server?.stop()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Where staged objects come from. */
  reach(server: ObjectServer): void {
    this.#server = server
  }

  /** A spark-submit (or any other program in the image's bin) that is a shell script. */
  async program(script: string, name = 'spark-submit'): Promise<void> {
    const file = join(this.folder, 'bin', name)
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
  }

  properties(content: string): Promise<void> {
    return writeFile(join(this.folder, 'conf/spark.properties'), content)
  }

  /** What the entrypoint left as the reason of its end. */
  message(): Promise<string> {
    return readFile(join(this.folder, 'termination-log'), 'utf8')
  }

  start(args: readonly string[], env: Record<string, string> = {}, main = MAIN): Entrypoint {
    return spawn(process.execPath, [main, ...args], {
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env['PATH']}`,
        SPARK_HOME: this.folder,
        SPARK_CONF_DIR: join(this.folder, 'conf'),
        SPARK_LOCAL_DIRS: join(this.folder, 'local'),
        SPARK_DRIVER_BIND_ADDRESS: '10.0.0.1',
        SPARKDROP_TERMINATION_LOG: join(this.folder, 'termination-log'),
        AWS_ENDPOINT_URL: this.#server?.url ?? 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  async run(args: readonly string[], env: Record<string, string> = {}, main = MAIN) {
    const child = this.start(args, env, main)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (child.exitCode === null) await once(child, 'exit')
    return { exitCode: child.exitCode, out, err, message: await this.message() }
  }
}
