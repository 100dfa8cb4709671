import { parseList } from '../../conf/codecs/list.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

const hasScheme = (uri: string): boolean => /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(uri)

const normalized = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** Characters of a file's name that a URI cannot hold: every kind of blank among them. */
const encoded = (path: string): string => path.replace(/[\p{Cc}\p{Z}%"<>[\]\\^`{|}?#]/gu, encodeURIComponent)

/**
 * A well-formed URI for what a user may have written as a path, relative to `cwd`. A `#name` at its end stays. Follows
 * Utils.resolveURI, whose files have one slash (`file:/opt/app.jar`).
 * @throws InvalidJobError INVALID_URI
 */
export function resolveUri(uri: string, cwd: string): string {
  if (hasScheme(uri)) {
    if (!/\s/.test(uri)) return uri
    throw new InvalidJobError('INVALID_URI', `'${uri}' is no URI: write %20 for a space in it`, {
      details: { value: uri },
    })
  }
  const [, path = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(uri) ?? []
  return `file:${encoded(normalized(path.startsWith('/') ? path : `${cwd}/${path}`))}${fragment}`
}

/** Every entry of a comma-separated list as a URI. */
export const resolveUris = (list: string, cwd: string): string =>
  parseList(list)
    .map((uri) => resolveUri(uri, cwd))
    .join(',')
