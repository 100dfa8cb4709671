import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isReceiptKey } from '../receipts/receipt-key.ts'

/** What a file is, by its ending: something to run, or a description of a job that names what to run. */
export type UploadKind = 'java' | 'python' | 'python-zip' | 'r' | 'job'

const KINDS: Readonly<Record<string, UploadKind>> = {
  jar: 'java',
  py: 'python',
  zip: 'python-zip',
  pyz: 'python-zip',
  R: 'r',
  r: 'r',
  yaml: 'job',
  yml: 'job',
  json: 'job',
}

/** What ends a file's name in the lists of files that Spark is given. */
const SEPARATORS = /[,#]/
const SIDE_FILES = /\.(jar|py|zip|pyz|[rR])\.(ya?ml|json)$/

/** As in Hadoop: what a name begins with that is there for others, as `_lib/util.jar` or `_SUCCESS`. */
const HIDDEN = /(^|\/)[._]/

/**
 * True for keys that accompany a job and are none: folder markers, side files, receipts, and what lies in a folder or has a
 * name that begins with `_` or `.`.
 */
export const isCompanion = (key: string): boolean =>
  key.endsWith('/') || HIDDEN.test(key) || SIDE_FILES.test(key) || isReceiptKey(key)

/** The kind of the file, by the ending of its name; undefined where nothing can be made of it. */
export const kindOf = (file: string): UploadKind | undefined => KINDS[/[^/]\.([^./]+)$/.exec(file)?.[1] ?? '']

const checkName = (key: string): void => {
  const separator = SEPARATORS.exec(key)?.[0]
  if (separator === undefined) return
  throw new InvalidJobError(
    'BAD_FILE_NAME',
    `"${key}" has a "${separator}" in it, where Spark takes a file's name to end: drop it without`,
  )
}

/**
 * What the file under a key is.
 *
 * @throws InvalidJobError where it is of no kind that can be run, or has a name that Spark cannot be given
 */
export const uploadKind = (key: string): UploadKind => {
  const kind = kindOf(key)
  if (kind === undefined)
    throw new InvalidJobError(
      'NOT_RUNNABLE',
      `"${key.split('/').pop()}" is nothing that can be run: drop a .jar, a .py, a .zip or .pyz with __main__.py, ` +
        'a .R, or a .yaml or .json that describes a job',
    )
  checkName(key)
  return kind
}
