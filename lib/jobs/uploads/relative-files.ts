import { posix } from 'node:path'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isObject, type JobFields } from './job-fields.ts'

interface Place {
  readonly bucket: string
  readonly key: string
}

const LISTS = ['jars', 'files', 'pyFiles', 'archives'] as const
const ABSOLUTE = /^([A-Za-z][A-Za-z0-9+.-]*:|\/)/

/**
 * The URI of a file that is named relative to the object at `place`; a URI stays as it is.
 *
 * @throws InvalidJobError where the name leads out of the top folder, which is another's
 */
const resolveFile = (name: string, { bucket, key }: Place): string => {
  if (ABSOLUTE.test(name) || name === '') return name
  const resolved = posix.join(posix.dirname(key), name)
  const [top] = key.split('/')
  if (resolved.startsWith(`${top}/`)) return `s3a://${bucket}/${resolved}`
  throw new InvalidJobError('FOREIGN_FILE', `"${name}" leads out of ${top}/: name a file that lies below it, or a URI`)
}

const resolved = (value: unknown, place: Place): unknown =>
  typeof value === 'string' ? resolveFile(value, place) : value

const inLists = (dependencies: unknown, place: Place): unknown => {
  if (!isObject(dependencies)) return dependencies
  const lists = LISTS.flatMap((list) => {
    const files = dependencies[list]
    return Array.isArray(files) ? [[list, files.map((file) => resolved(file, place))] as const] : []
  })
  return { ...dependencies, ...Object.fromEntries(lists) }
}

const inMain = (main: unknown, place: Place): unknown =>
  isObject(main) ? { ...main, file: resolved(main.file, place) } : main

/** The fields with URIs for the files that they name relative to where they were said. */
export const withFilesResolved = (fields: JobFields, place: Place): JobFields => ({
  ...fields,
  ...('dependencies' in fields ? { dependencies: inLists(fields.dependencies, place) } : {}),
  ...('main' in fields ? { main: inMain(fields.main, place) } : {}),
})
