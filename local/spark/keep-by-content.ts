import { createHash } from 'node:crypto'
import { access, copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export interface KeptFile {
  readonly outFile: string
  /** Where it is kept; absent: beside `outFile`. */
  readonly keepIn?: string | undefined
  /** Files that it is made of. */
  readonly sources: readonly string[]
  /** What else it depends on. */
  readonly salt: string
  /** Makes it somewhere in a folder that is removed afterwards, and gives its path. */
  readonly make: (folder: string) => Promise<string>
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )

/**
 * Puts a file at `outFile` that is made once for each content of its sources, and kept under a name with their hash. A
 * file appears when it is whole, and several who want the same at once do no harm.
 */
export const keepByContent = async ({ outFile, keepIn, sources, salt, make }: KeptFile): Promise<void> => {
  const hash = createHash('sha256').update(salt)
  for (const source of sources) hash.update(await readFile(source))
  const folder = keepIn ?? dirname(outFile)
  const kept = join(folder, `.${basename(outFile, '.jar')}-${hash.digest('hex').slice(0, 16)}.jar`)
  await mkdir(folder, { recursive: true })
  await mkdir(dirname(outFile), { recursive: true })
  const work = await mkdtemp(join(folder, '.compile-'))
  try {
    if (!(await isThere(kept))) await rename(await make(work), kept)
    const copy = `${outFile}.${basename(work)}`
    await copyFile(kept, copy)
    await rename(copy, outFile)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
