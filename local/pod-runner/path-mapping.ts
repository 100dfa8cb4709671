const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const trimSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path)

/** Rewrites the paths of a container into paths of this machine, wherever they stand in a text. */
export type PathMapper = (text: string) => string

/**
 * A mapper for `paths` (container → host). The longest prefix wins, a prefix ends at a path's boundary (`/opt/spark`
 * is not in `/opt/spark2` nor in `s3a://bucket/opt/spark`), and what has been rewritten is not looked at again.
 */
export const pathMapper = (paths: Readonly<Record<string, string>>): PathMapper => {
  const hosts = new Map(Object.entries(paths).map(([from, to]) => [trimSlash(from), trimSlash(to)]))
  const prefixes = [...hosts.keys()].filter((path) => path.startsWith('/') && path !== '/')
  if (prefixes.length === 0) return (text) => text
  const longestFirst = prefixes.sort((a, b) => b.length - a.length).map(literally)
  const pattern = new RegExp(
    `(?<=^|[\\s:=,;'"()[\\]{}<>|&@\`]|:\\/\\/)(?:${longestFirst.join('|')})(?=$|[\\s/:=,;'"()[\\]{}<>|&#?\`*])`,
    'gm',
  )
  return (text) => text.replace(pattern, (prefix) => hosts.get(prefix) ?? prefix)
}
