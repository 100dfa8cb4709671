import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { FoundObject } from './find-object.ts'
import { readJarManifest } from './read-manifest.ts'
import type { UploadKind } from './upload-key.ts'
import { readZipEntry } from './zip-entries.ts'

/** What a job needs to know of its main file beyond where it is. */
export interface MainClass {
  readonly class?: string
}

const PYTHON_MAIN = new Set(['__main__.py', '__main__.pyc'])

const classOfJar = async (objects: ObjectStore, { ref, head }: FoundObject): Promise<string> => {
  const manifest = await readJarManifest(objects, ref, head.size)
  const found = manifest?.get('main-class')
  if (found) return found
  throw new InvalidJobError(
    'NO_MAIN_CLASS',
    `the jar ${manifest ? 'has no Main-Class in its manifest' : 'has no manifest'}: add one, or name the class by ` +
      `"class:" in ${ref.key}.yaml or by the object metadata spark-class`,
  )
}

const checkZip = async (objects: ObjectStore, { ref, head }: FoundObject): Promise<void> => {
  const zip = { objects, ref, size: head.size }
  const found = await readZipEntry(
    zip,
    'zip',
    (name) => PYTHON_MAIN.has(name),
    async () => true,
  )
  if (found) return
  throw new InvalidJobError(
    'NO_PYTHON_MAIN',
    'the zip has no __main__.py at its top, which Python would run: add one, as "python -m zipapp" does',
  )
}

/**
 * The class to start, as it was named, else as the jar's manifest has it; none for what is not Java. A zip has to have
 * what Python runs of it.
 *
 * @throws InvalidJobError where the main file cannot be run: the message says what to change
 */
export const checkMain = async (
  objects: ObjectStore,
  kind: UploadKind,
  found: FoundObject,
  named: string | undefined,
): Promise<MainClass> => {
  if (kind === 'java') return { class: named ?? (await classOfJar(objects, found)) }
  if (named !== undefined)
    throw new InvalidJobError('CLASS_NOT_MEANT', `${found.ref.key} is no jar: leave out the class "${named}"`)
  if (kind === 'python-zip') await checkZip(objects, found)
  return {}
}
