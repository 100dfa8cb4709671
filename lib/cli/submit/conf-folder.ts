import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { NamedFile } from '../../spark-pod/named-file.ts'
import type { Surroundings } from '../surroundings.ts'

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** The folder of Spark's settings here: SPARK_CONF_DIR, else `conf` in SPARK_HOME, as Spark's own scripts have it. */
export function sparkConfFolder({ environment }: Pick<Surroundings, 'environment'>): string | undefined {
  const { SPARK_CONF_DIR, SPARK_HOME } = environment
  if (SPARK_CONF_DIR) return SPARK_CONF_DIR
  const ofHome = SPARK_HOME ? join(SPARK_HOME, 'conf') : undefined
  return ofHome !== undefined && isFolder(ofHome) ? ofHome : undefined
}

/** Variables of the environment that are to name a folder of settings, and name none: nothing of it goes along. */
export const missingFolders = ({ environment }: Pick<Surroundings, 'environment'>): readonly string[] =>
  ['SPARK_CONF_DIR', 'HADOOP_CONF_DIR'].filter((name) => environment[name] && !isFolder(environment[name]))

/** Read when its bytes are asked for, since most large files are left out by their size. */
class UnreadFile implements NamedFile {
  readonly name: string
  readonly #path: string
  #bytes: Uint8Array | undefined

  constructor(name: string, path: string) {
    this.name = name
    this.#path = path
  }

  get size(): number {
    return this.#bytes?.length ?? statSync(this.#path).size
  }

  get bytes(): Uint8Array {
    this.#bytes ??= readFileSync(this.#path)
    return this.#bytes
  }
}

/** The regular files of a folder, and what links lead to; undefined where there is no such folder. */
export function regularFiles(folder: string | undefined): readonly NamedFile[] | undefined {
  if (!folder || !isFolder(folder)) return undefined
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .map((name) => new UnreadFile(name, join(folder, name)))
}
