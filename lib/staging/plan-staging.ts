import { stagedPlace } from '../files/staged-place.ts'
import { withoutFragment } from '../files/uri-parts.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { derivedUuid } from '../spark-pod/derived-ids.ts'
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
}

/** Characters that have a meaning in Spark's lists and URIs cannot stay in a file's name. */
const safeName = (key: string): string => (key.split('/').pop() ?? key).replace(/[^A-Za-z0-9._=+@-]/g, '_').slice(-200)

/**
 * Where the files of a job are copied to, a folder for each. The same seed gives the same places. What lies elsewhere
 * than in S3 is left for Spark to fetch.
 */
export const planStaging = (files: readonly SourceFile[], uploadPath: string, seed: string): readonly StagedFile[] => {
  const root = uploadPath.replace(/\/+$/, '')
  const seen = new Set<string>()
  return files.flatMap(({ uri, versionId }) => {
    const file = withoutFragment(uri)
    if (!isS3Uri(file) || file.startsWith(`${root}/`) || seen.has(file)) return []
    seen.add(file)
    const from = parseS3Uri(file)
    const staged = stagedPlace(root, derivedUuid(seed, file), safeName(from.key))
    return [{ uri: file, staged, from: versionId ? { ...from, versionId } : from, to: parseS3Path(staged) }]
  })
}
