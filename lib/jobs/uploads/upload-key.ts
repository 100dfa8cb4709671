import { namespaceSchema } from '../../../events/job-request.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** What a key in the drop bucket says. */
export interface JobKey {
  readonly namespace: string
  /** The file's name without folders and extension. */
  readonly name: string
  readonly language: 'java' | 'python'
}

const LANGUAGES: Readonly<Record<string, JobKey['language']>> = { jar: 'java', py: 'python' }
/** What ends a file's name in the lists of files that Spark is given. */
const SEPARATORS = /[,#]/
const COMPANIONS = /\.(jar|py)\.ya?ml$|\.sparkdrop\.json$/

/** True for keys that accompany a job and are none: folder markers, side files, receipts. */
export const isCompanion = (key: string): boolean => key.endsWith('/') || COMPANIONS.test(key)

/**
 * What to run, and where, from `<namespace>/…/<name>.jar` or `.py`.
 *
 * @throws InvalidJobError where the key names no namespace or no kind of file that can be run, or has a name that Spark cannot be given
 */
export const parseUploadKey = (key: string): JobKey => {
  const folders = key.split('/')
  const file = folders.pop() ?? ''
  const [namespace] = folders
  if (namespace === undefined)
    throw new InvalidJobError('NO_NAMESPACE', `"${key}" names no namespace: drop it at <namespace>/${file}`)
  const valid = namespaceSchema.safeParse(namespace)
  if (!valid.success)
    throw new InvalidJobError(
      'BAD_NAMESPACE',
      `"${namespace}", the first folder of "${key}", ${valid.error.issues[0]?.message}`,
    )
  const match = /^(.+)\.([^.]+)$/.exec(file)
  const language = match && LANGUAGES[match[2] ?? '']
  if (!match?.[1] || !language)
    throw new InvalidJobError('NOT_RUNNABLE', `"${file}" is nothing that can be run: drop a .jar or a .py file`)
  const separator = SEPARATORS.exec(key)?.[0]
  if (separator !== undefined)
    throw new InvalidJobError(
      'BAD_FILE_NAME',
      `"${key}" has a "${separator}" in it, where Spark takes a file's name to end: drop it without`,
    )
  return { namespace, name: match[1], language }
}
