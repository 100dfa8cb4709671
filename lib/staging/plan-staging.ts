import { stagedPlace } from '../files/staged-place.ts'
import { withoutFragment } from '../files/uri-parts.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { derivedDigits, derivedUuid } from '../spark-pod/derived-ids.ts'
import { isS3Uri, parseS3Path, parseS3Uri } from './s3-uri.ts'

/** One copy to make: `uri` is how the job names the file, `staged` how the driver will find it. */
export interface StagedFile {
  readonly uri: string
  readonly staged: string
  readonly from: ObjectRef
  readonly to: ObjectRef
}

/** A file as a job names it, pinned to a version where one was meant. */
export interface SourceFile {
  readonly uri: string
  readonly versionId?: string | undefined
  /** What the copy is called where the file's own name would not do; `uri` may then end with `#` and it, for a copy of its own. */
  readonly name?: string
}

/** Characters that have a meaning in Spark's lists and URIs cannot stay in a file's name. */
const safeName = (key: string): string => (key.split('/').pop() ?? key).replace(/[^A-Za-z0-9._=+@-]/g, '_').slice(-200)

/** The folder that all of a job's copies are in, with a slash at its end; `seed` is the job's. */
export const stagingFolder = (uploadPath: string, seed: string): string =>
  stagedPlace(uploadPath.replace(/\/+$/, ''), derivedUuid('staging', seed), '')

const FOLDER_DIGITS = 16

/**
 * Where the files of a job are copied to, a folder for each below the job's. The same seed gives the same places. What lies elsewhere
 * than in S3 is left for Spark to fetch.
 */
export const planStaging = (files: readonly SourceFile[], uploadPath: string, seed: string): readonly StagedFile[] => {
  const root = uploadPath.replace(/\/+$/, '')
  const folder = stagingFolder(root, seed)
  const seen = new Set<string>()
  return files.flatMap(({ uri, versionId, name }) => {
    const file = withoutFragment(uri)
    const known = name === undefined ? file : uri
    const isThere = name === undefined && file.startsWith(`${root}/`)
    if (!isS3Uri(file) || isThere || seen.has(known)) return []
    seen.add(known)
    const from = parseS3Uri(file)
    const staged = `${folder}${derivedDigits(seed, known, FOLDER_DIGITS)}/${safeName(name ?? from.key)}`
    return [{ uri: known, staged, from: versionId ? { ...from, versionId } : from, to: parseS3Path(staged) }]
  })
}
