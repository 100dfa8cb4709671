import { stat } from 'node:fs/promises'
import { fragment, withoutFragment } from '../../files/uri-parts.ts'
import { isObject, type JobFields } from '../../jobs/uploads/job-fields.ts'
import { derivedUuid } from '../../spark-pod/derived-ids.ts'
import { isClientSide, uploadTarget } from '../../submission/uploads.ts'
import { clientPath } from '../submit/client-path.ts'
import { type SizedUpload, sized } from '../upload/file-upload.ts'

const LISTS = ['jars', 'files', 'pyFiles', 'archives'] as const

const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')

/** Every file that the fields name, with the field that names it. */
function namedFiles({ main, dependencies }: JobFields): readonly (readonly [file: string, field: string])[] {
  const ofMain = isObject(main) ? textsOf(main['file']).map((file) => [file, 'main.file'] as const) : []
  const lists = isObject(dependencies) ? dependencies : {}
  return [
    ...ofMain,
    ...LISTS.flatMap((list) => textsOf(lists[list]).map((file) => [file, `dependencies.${list}`] as const)),
  ]
}

/** The files of this machine among them, each once, and which field names it. */
export const localFiles = (fields: JobFields): ReadonlyMap<string, string> =>
  new Map(
    namedFiles(fields)
      .map(([file, field]) => [withoutFragment(file), field] as const)
      .filter(([file]) => isClientSide(file)),
  )

/**
 * The files with their sizes, before it is known where they go.
 * @throws InvalidJobError FILE_MISSING
 */
export const sizedFiles = (files: ReadonlyMap<string, string>, cwd: string): Promise<readonly SizedUpload[]> =>
  sized(
    Array.from(files, ([source, property]) => ({ source, property, target: '' })),
    cwd,
  )

/**
 * Where each file of this machine is uploaded to: the same file under the same key to the same place, so that a command
 * that is repeated asks for the same job.
 *
 * @param root URI below which the uploads lie
 * @param key of the request
 * @throws InvalidJobError FILE_MISSING
 */
export async function plannedUploads(
  files: ReadonlyMap<string, string>,
  root: string,
  key: string,
  cwd: string,
): Promise<readonly SizedUpload[]> {
  const unplaced = await sizedFiles(files, cwd)
  return Promise.all(
    unplaced.map(async (upload) => {
      const { mtimeMs } = await stat(clientPath(upload.source, cwd))
      const id = derivedUuid(key, `${upload.source}\n${upload.size}\n${mtimeMs}`)
      return { ...upload, target: uploadTarget(root.replace(/\/+$/, ''), id, upload.source) }
    }),
  )
}

/** The fields with every uploaded file named where it was uploaded to; the `#name` of an archive stays. */
export function withUploads(fields: JobFields, uploads: readonly SizedUpload[]): JobFields {
  const targets = new Map(uploads.map(({ source, target }) => [source, target]))
  const placed = (file: unknown): unknown => {
    const target = typeof file === 'string' ? targets.get(withoutFragment(file)) : undefined
    return target === undefined ? file : `${target}${fragment(String(file))}`
  }
  const { main, dependencies } = fields
  const lists = isObject(dependencies) ? dependencies : {}
  const moved = LISTS.flatMap((list) => {
    const files = lists[list]
    return Array.isArray(files) ? [[list, files.map(placed)]] : []
  })
  return {
    ...fields,
    ...(isObject(main) && main['file'] !== undefined ? { main: { ...main, file: placed(main['file']) } } : {}),
    ...(isObject(dependencies) ? { dependencies: { ...dependencies, ...Object.fromEntries(moved) } } : {}),
  }
}
