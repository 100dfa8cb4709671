import { ARCHIVES, UPLOAD_PATH } from '../conf/catalogue/application.ts'
import { read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { DEPENDENCY_LISTS } from '../files/dependency-lists.ts'
import { stagedPlace } from '../files/staged-place.ts'
import { fragment, withoutFragment } from '../files/uri-parts.ts'
import { type MainResource, NO_RESOURCE } from './main-resource.ts'

/** One file that has to be staged before the driver can start, and which setting asks for it. */
export interface PlannedUpload {
  /** The URI as `DriverSubmission.uploads` has to know it. */
  readonly source: string
  readonly property: string
}

const MAIN = 'the main application file'

/**
 * True for what only the submitting machine can read: `file:` URIs and paths. Follows KubernetesUtils.isLocalAndResolvable:
 * `local:` is in the image, `spark-internal` on its class path.
 */
export const isClientSide = (uri: string): boolean =>
  uri !== NO_RESOURCE && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(uri.replace(/^file:/i, ''))

/**
 * Where a file of the submitting side is uploaded to, under its own name.
 * @param id what tells the folders apart, a UUID
 */
export const uploadTarget = (uploadPath: string, id: string, source: string): string =>
  stagedPlace(uploadPath, id, decodeURIComponent(source.slice(source.lastIndexOf('/') + 1)))

/**
 * What is on the submitting side and has to be staged, in Spark's order and each once: main file, jars, files,
 * archives, Python files. The main file of R is not among them, since Spark leaves it where it is.
 */
export function planUploads(conf: SparkConf, main: MainResource): readonly PlannedUpload[] {
  const planned = [
    ...(main.kind !== 'r' && main.uri !== undefined ? [{ source: withoutFragment(main.uri), property: MAIN }] : []),
    ...DEPENDENCY_LISTS.flatMap((property) =>
      read(conf, property).map((uri) => ({ source: withoutFragment(uri), property: property.key })),
    ),
  ].filter(({ source }) => isClientSide(source))
  return [...new Map(planned.map((upload) => [upload.source, upload])).values()]
}

/**
 * Where the driver finds the file: where it was staged to, or, for what it reaches by itself, where it is.
 * @throws InvalidJobError UPLOAD_PATH_MISSING, NOT_STAGED for a file of the submitting side that was not staged
 */
export function stagedUri(
  uri: string,
  property: string,
  conf: SparkConf,
  uploads: ReadonlyMap<string, string>,
): string {
  const staged = uploads.get(uri)
  if (staged !== undefined) return staged
  if (!isClientSide(uri)) return uri
  const details = { value: uri, property }
  if (read(conf, UPLOAD_PATH) === undefined) {
    throw new InvalidJobError(
      'UPLOAD_PATH_MISSING',
      `${uri} (${property}) is on the submitting side, where no driver can read it. Please specify ` +
        `${UPLOAD_PATH.key} property, such as s3a://bucket/staging, so that it can be uploaded.`,
      { details },
    )
  }
  throw new InvalidJobError('NOT_STAGED', `${uri} (${property}) has not been uploaded to ${UPLOAD_PATH.key}`, {
    details,
  })
}

/**
 * Spark builds these anew from their parts, which leaves files with one slash (`file:/staged/a.zip#a`), escapes what a
 * URI cannot hold, and drops a name that is none.
 */
const archiveUri = (staged: string, uri: string): string => {
  const escaped = staged.replace(/[^!-~]+|["<>\\^`]/gu, encodeURIComponent)
  return escaped.replace(/^file:\/{3}/, 'file:/') + fragment(uri).replace(/^#$/, '')
}

/**
 * The settings that name staged files, as the driver has to see them. In a list that holds any file of the submitting
 * side, those go before the others, and only archives of it keep their `#name`: spark-submit does so.
 */
export function stagedDependencies(conf: SparkConf, uploads: ReadonlyMap<string, string>): Record<string, string> {
  const changed = DEPENDENCY_LISTS.flatMap((property) => {
    const uris = read(conf, property)
    const local = uris.filter(isClientSide)
    const remote = uris.filter((uri) => !isClientSide(uri))
    if (local.length === 0 && !remote.some((uri) => uploads.has(withoutFragment(uri)))) return []
    const resolve = (uri: string): string => stagedUri(withoutFragment(uri), property.key, conf, uploads)
    const uploaded = local.map((uri) => (property === ARCHIVES ? archiveUri(resolve(uri), uri) : resolve(uri)))
    return [[property.key, [...uploaded, ...remote.map((uri) => resolve(uri) + fragment(uri))].join(',')] as const]
  })
  return Object.fromEntries(changed)
}

/**
 * The main file as the driver's arguments name it. A staged jar is on the driver's class path by `spark.jars`, so that
 * `spark-internal` stands for it; a staged script is named where it was staged to. Follows DriverCommandFeatureStep.
 */
export function stagedMain(main: MainResource, conf: SparkConf, uploads: ReadonlyMap<string, string>): string {
  if (main.uri === undefined) return NO_RESOURCE
  const file = withoutFragment(main.uri)
  if (main.kind === 'java') return isClientSide(main.uri) || uploads.has(file) ? NO_RESOURCE : main.uri
  if (main.kind === 'r') return uploads.get(main.uri) ?? main.uri
  return isClientSide(main.uri) ? stagedUri(file, MAIN, conf, uploads) : (uploads.get(main.uri) ?? main.uri)
}
