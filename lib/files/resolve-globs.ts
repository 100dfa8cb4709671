import { type DefaultedProperty, read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { DEPENDENCY_LISTS } from './dependency-lists.ts'
import { fragment, withoutFragment } from './uri-parts.ts'

/** A conf that names files and no globs any more. */
export interface ResolvedGlobs {
  readonly conf: SparkConf
  /** What Spark passes over in silence and a person would want to know. */
  readonly warnings: readonly string[]
}

/** The URIs of the files that a URI stands for; undefined where that is not known here, and Spark will see. */
export type GlobResolver = (uri: string) => Promise<readonly string[] | undefined>

const depth = (text: string): number => (text.match(/\{/g)?.length ?? 0) - (text.match(/\}/g)?.length ?? 0)

/** Lists are parted at every comma: those within `{a,b}` are put back. */
function rejoined(entries: readonly string[]): readonly string[] {
  const whole: string[] = []
  let open = ''
  for (const entry of entries) {
    open = open === '' ? entry : `${open},${entry}`
    if (depth(open) > 0) continue
    whole.push(open)
    open = ''
  }
  return open === '' ? whole : [...whole, open]
}

const refuse = (code: string, message: string, property: string, value: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError(code, `${property}: ${message}`, { details: { property, value }, cause })

async function filesOf(uri: string, property: string, resolve: GlobResolver): Promise<readonly string[] | undefined> {
  const base = withoutFragment(uri)
  let files: readonly string[] | undefined
  try {
    files = await resolve(base)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw refuse('INVALID_GLOB', `${base} is no pattern of files: ${cause.message}`, property, uri, cause)
  }
  const unnameable = files?.find((file) => /[,#]/.test(file))
  if (unnameable !== undefined) {
    const message = `${base} matches ${unnameable}, which no list can name: rename it without commas and #`
    throw refuse('UNNAMEABLE_FILE', message, property, uri)
  }
  const name = fragment(uri)
  if (files === undefined || name === '') return files
  if (files.length < 2) return files.map((file) => file + name)
  const message = `${base} resolves ambiguously to multiple files, which cannot all be ${name}: ${files.join(', ')}`
  throw refuse('AMBIGUOUS_FILES', message, property, uri)
}

async function resolveList(
  conf: SparkConf,
  property: DefaultedProperty<readonly string[]>,
  resolve: GlobResolver,
): Promise<ResolvedGlobs> {
  const warnings: string[] = []
  const uris = rejoined(read(conf, property))
  const lists = uris.map(async (uri) => {
    const files = await filesOf(uri, property.key, resolve)
    if (files?.length === 0) warnings.push(`${property.key}: no file matches ${uri}, so that Spark will go without`)
    return files ?? [uri]
  })
  const all = (await Promise.all(lists)).flat()
  return { conf: all.join() === uris.join() ? conf : conf.set(property.key, all.join(',')), warnings }
}

/**
 * The conf with every glob in its lists of files replaced by what it stands for; one that stands for nothing is dropped,
 * with a warning. Follows DependencyUtils.resolveGlobPaths.
 *
 * @throws InvalidJobError INVALID_GLOB, AMBIGUOUS_FILES where several files would get one `#name`, UNNAMEABLE_FILE; those
 * of `resolve`
 */
export async function resolveGlobs(conf: SparkConf, resolve: GlobResolver): Promise<ResolvedGlobs> {
  let resolved: ResolvedGlobs = { conf, warnings: [] }
  for (const property of DEPENDENCY_LISTS) {
    const { conf: next, warnings } = await resolveList(resolved.conf, property, resolve)
    resolved = { conf: next, warnings: [...resolved.warnings, ...warnings] }
  }
  return resolved
}
