import { createHash } from 'node:crypto'
import type { ObjectRef } from '../ports/object-store.ts'
import { isS3Uri, parseS3Uri } from './s3-uri.ts'

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

const GLOB = /[*?{}[\]]/

/** Characters that have a meaning in Spark's lists and URIs cannot stay in a file's name. */
const safeName = (key: string): string => (key.split('/').pop() ?? key).replace(/[^A-Za-z0-9._=+@-]/g, '_').slice(-200)

const folder = (seed: string, uri: string): string => {
  const hex = createHash('sha256').update(`${seed}\n${uri}`).digest('hex')
  return `spark-upload-${[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')}`
}

/**
 * Where the files of a job are copied to: `<upload path>/spark-upload-<derived>/<file>`, a folder for each as Spark
 * makes them (KubernetesUtils.uploadFileUri), so that files of one name stay apart. The same seed gives the same places.
 * Globs and what lies elsewhere than in S3 are left for Spark to resolve.
 */
export const planStaging = (files: readonly SourceFile[], uploadPath: string, seed: string): readonly StagedFile[] => {
  const root = uploadPath.replace(/\/+$/, '')
  const seen = new Set<string>()
  return files.flatMap(({ uri, versionId }) => {
    const [file = uri] = uri.split('#', 1)
    if (!isS3Uri(file) || GLOB.test(file) || file.startsWith(`${root}/`) || seen.has(file)) return []
    seen.add(file)
    const from = parseS3Uri(file)
    const staged = `${root}/${folder(seed, file)}/${safeName(from.key)}`
    return [{ uri: file, staged, from: versionId ? { ...from, versionId } : from, to: parseS3Uri(staged) }]
  })
}
