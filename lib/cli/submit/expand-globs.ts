import { globSync, statSync } from 'node:fs'
import { ARCHIVES, FILES, JARS, PY_FILES } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { resolveUri } from '../../submission/arguments/resolve-uri.ts'
import { clientPath } from './client-path.ts'

const MAGIC = /[*?[\]{}]/

function expand(uri: string, property: string): readonly string[] {
  const [, base = '', name = ''] = /^([^#]*)(#.*)?$/s.exec(uri) ?? []
  if (!/^file:/i.test(base)) return [uri]
  const path = clientPath(base, '/')
  if (!MAGIC.test(path) || statSync(path, { throwIfNoEntry: false })) return [uri]
  const files = globSync(path)
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .toSorted()
  const details = { property, value: uri }
  if (files.length === 0) {
    throw new InvalidJobError('NO_SUCH_FILES', `${property}: no file matches ${base}`, { details })
  }
  if (name !== '' && files.length > 1) {
    const message = `${property}: ${base} resolves ambiguously to multiple files, which cannot all be ${name}: ${files.join(', ')}`
    throw new InvalidJobError('AMBIGUOUS_FILES', message, { details })
  }
  return files.map((file) => resolveUri(file, '/') + name)
}

/**
 * The conf with every glob of files on this machine (`/opt/libs/*.jar`) in its lists replaced by what it stands for.
 * Globs elsewhere are left to Spark in the driver. Follows DependencyUtils.resolveGlobPaths.
 *
 * @throws InvalidJobError NO_SUCH_FILES, AMBIGUOUS_FILES where several files would get one `#name`
 */
export const withGlobsExpanded = (conf: SparkConf): SparkConf =>
  [JARS, FILES, ARCHIVES, PY_FILES].reduce((expanded, property) => {
    const uris = read(expanded, property)
    const all = uris.flatMap((uri) => expand(uri, property.key))
    return all.join() === uris.join() ? expanded : expanded.set(property.key, all.join(','))
  }, conf)
