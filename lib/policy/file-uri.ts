/** A file's URI as the policy's globs see it, or why it is none that could be judged. */
export type JudgedUri = { readonly uri: string } | { readonly problem: string }

/** What could mean another place than it says, once it is decoded or made shorter. */
const ELUSIVE: readonly (readonly [RegExp, string])[] = [
  [/\p{Cc}/u, 'it has control characters in it'],
  [/(^|[/\\])\.{1,2}([/\\]|$)/, 'it has "." or ".." for a folder: write where it is'],
  [/%(2e|2f|5c|25|00)/i, 'it has encoded dots, slashes or percent signs in it: write them as they are'],
  [/\{[^}]*\.\.[^}]*\}/, 'it has ".." in it: write where it is'],
]

const bucket = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

const s3 = (rest: string): JudgedUri => {
  const [name = '', ...key] = rest.split('/')
  if (!bucket.test(name)) return { problem: `"${name}" is no bucket: write s3a://bucket/key` }
  return { uri: `s3://${name}/${key.join('/')}` }
}

const local = (path: string): JudgedUri => {
  if (!/^\/{1}[^/]|^\/{3}[^/]/.test(path)) return { problem: 'write local:///path/in/the/image' }
  return { uri: `local://${path.replace(/^\/+/, '/')}` }
}

const web = (scheme: string, rest: string): JudgedUri => {
  const [, host = '', path = ''] = /^([^/?]*)([^?]*)/s.exec(rest) ?? []
  if (!/^[a-z0-9.-]+(:[0-9]+)?$/i.test(host)) return { problem: `"${host}" is no host: write ${scheme}://host/path` }
  return { uri: `${scheme}://${host.toLowerCase()}${path || '/'}` }
}

/**
 * The URI in the one form that policies are written for: `s3://` whatever Hadoop calls it, the host in small letters,
 * no query, no `#name`.
 */
export const judgedUri = (written: string): JudgedUri => {
  const text = written.trim().replace(/#.*$/s, '')
  const elusive = ELUSIVE.find(([pattern]) => pattern.test(text))
  if (elusive) return { problem: elusive[1] }
  const [, scheme, slashes = '', rest = ''] = /^([a-zA-Z][a-zA-Z0-9+.-]*):(\/*)(.*)$/s.exec(text) ?? []
  if (scheme === undefined || scheme.toLowerCase() === 'file')
    return { problem: 'it is a file of the sending side, which no driver can read: upload it, and name it by s3a://' }
  if (scheme !== scheme.toLowerCase()) return { problem: 'write the scheme in small letters' }
  if (scheme === 'local') return local(slashes + rest)
  if (scheme === 'class') return { problem: 'no file has this scheme' }
  if (slashes !== '//') return { problem: `write ${scheme}:// with two slashes` }
  return /^s3[an]?$/.test(scheme) ? s3(rest) : web(scheme, rest)
}
