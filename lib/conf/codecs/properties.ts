import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }
const ESCAPED: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
  '\\': '\\\\',
  '=': '\\=',
  ':': '\\:',
  '#': '\\#',
  '!': '\\!',
}

/** True where the line ends in a backslash that is not itself escaped, so that the next line belongs to it. */
const continues = (line: string): boolean => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1

/** Natural lines joined to logical ones; blank lines and comments are left out, where they do not continue a line. */
function logicalLines(text: string): string[] {
  const lines: string[] = []
  let begun = ''
  let open = false
  for (const natural of text.replace(/[\r\n]$/, '').split(/\r\n|[\r\n]/)) {
    const line = natural.replace(/^[ \t\f]+/, '')
    open = false
    if (begun === '' && (line === '' || /^[#!]/.test(line))) continue
    const joined = begun + line
    open = continues(joined)
    begun = open ? joined.slice(0, -1) : ''
    if (!open) lines.push(joined)
  }
  return open ? [...lines, begun] : lines
}

/** Where the key ends: at the first unescaped `=`, `:` or blank. */
function keyLength(line: string): number {
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (/[=: \t\f]/.test(line[at] ?? '')) return at
  }
  return line.length
}

const unescaped = (text: string): string =>
  text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S]?)/g, (_, sequence: string) => {
    if (sequence === 'u') {
      throw new InvalidJobError('INVALID_PROPERTIES', `Malformed \\uxxxx encoding in '${text}'`, {
        details: { value: text },
      })
    }
    if (sequence.length > 1) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
    return ESCAPES[sequence] ?? sequence
  })

/**
 * The settings of a `.properties` text, later lines winning. Follows java.util.Properties.load: continuation lines,
 * `=`, `:` or blanks between key and value, escapes, comments by `#` and `!`.
 * @throws InvalidJobError INVALID_PROPERTIES where a `\u` is not followed by four hexadecimal digits
 */
export function parseProperties(text: string): ReadonlyMap<string, string> {
  return new Map(
    logicalLines(text).map((line) => {
      const end = keyLength(line)
      const value = line.slice(end).replace(/^[ \t\f]*[=:]?[ \t\f]*/, '')
      return [unescaped(line.slice(0, end)), unescaped(value)]
    }),
  )
}

const escaped = (text: string): string => text.replace(/[\t\n\r\f\\=:#!]/g, (character) => ESCAPED[character] ?? '')

/**
 * The settings as a `.properties` text under a comment line, keys in alphabetical order. Follows the character rules
 * of java.util.Properties.store(Writer, comment), without its line of the date: the same settings give the same text.
 */
export function formatProperties(settings: Iterable<readonly [string, string]>, comment: string): string {
  const lines = [...settings]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${escaped(key).replaceAll(' ', '\\ ')}=${escaped(value).replace(/^ /, '\\ ')}`)
  return [`#${comment}`, ...lines, ''].join('\n')
}
