import { mkdir, readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { ImageFolder } from '../../../local/pod-runner/image.ts'

const PROGRAM = fileURLToPath(new URL('driver.sh', import.meta.url))

const lines = async (file: string): Promise<readonly string[]> =>
  (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)

/** What the drivers' processes say of themselves: beside the cluster, so that it is true whatever that says. */
export class Diary {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(folder: string): Promise<Diary> {
    await mkdir(folder, { recursive: true })
    return new Diary(folder)
  }

  /** An image whose drivers live as they are told and keep this diary. */
  get image(): ImageFolder {
    return {
      root: { '/opt/lives/driver.sh': PROGRAM, '/opt/diary': this.#folder },
      entrypoint: ['/bin/sh', '/opt/lives/driver.sh'],
      env: { DIARY: '/opt/diary', TERMINATION_LOG: '/dev/termination-log' },
      workingDir: '/work',
    }
  }

  /** The pods in which the driver of this name was started, once for each time. */
  startsOf(name: string): Promise<readonly string[]> {
    return lines(`${this.#folder}/${name}.starts`)
  }

  /** When the processes of this name came to their own ends: milliseconds since the epoch. */
  async endsOf(name: string): Promise<readonly number[]> {
    return (await lines(`${this.#folder}/${name}.ends`)).map(Number)
  }

  /** Names of all whose driver has come to its own end at least once. */
  async ended(): Promise<readonly string[]> {
    return (await readdir(this.#folder)).filter((file) => file.endsWith('.ends')).map((file) => file.slice(0, -5))
  }
}
