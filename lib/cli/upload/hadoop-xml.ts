import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A character by its number; what is no number of one stays as it is written. */
const numbered = (code: number, written: string): string => (code <= 0x10ffff ? String.fromCodePoint(code) : written)

const decoded = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (written, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return numbered(Number(decimal), written)
    if (hex !== undefined) return numbered(Number.parseInt(hex, 16), written)
    return ENTITIES[name ?? ''] ?? written
  })

/** The text of an element: what is in CDATA as it is, all else with its entities decoded. */
const textOf = (content: string): string =>
  content
    .split(/(<!\[CDATA\[.*?\]\]>)/s)
    .map((part) => (part.startsWith('<![CDATA[') ? part.slice(9, -3) : decoded(part)))
    .join('')

const element = (content: string, name: string): string | undefined => {
  const [, text] = new RegExp(`<${name}\\s*>((?:<!\\[CDATA\\[.*?\\]\\]>|[^<])*)</${name}\\s*>`, 's').exec(content) ?? []
  return text === undefined ? undefined : textOf(text)
}

const attribute = (attributes: string, name: string): string | undefined => {
  const [, double, single] = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? []
  const text = double ?? single
  return text === undefined ? undefined : decoded(text)
}

const COMMENT = /<!--.*?-->|(<!\[CDATA\[.*?\]\]>)/gs
const PROPERTY = /<property(\s[^>]*?)?(?:\/>|>((?:<!\[CDATA\[.*?\]\]>|.)*?)<\/property\s*>)/gs

/**
 * The properties of a Hadoop configuration file, such as core-site.xml: elements or attributes, names trimmed, the last
 * one of a name. Follows Hadoop's Configuration.
 *
 * @param file its name, for messages
 * @throws InvalidJobError INVALID_HADOOP_CONFIGURATION where it is none, or includes other files
 */
export function parseHadoopXml(text: string, file: string): ReadonlyMap<string, string> {
  const refuse = (problem: string): InvalidJobError =>
    new InvalidJobError('INVALID_HADOOP_CONFIGURATION', `${file} ${problem}`, { details: { value: file } })
  const [, content] = /<configuration(?:\s[^>]*)?>(.*)<\/configuration\s*>/s.exec(text.replace(COMMENT, '$1')) ?? []
  if (content === undefined) {
    if (/<configuration\s*\/>/.test(text)) return new Map()
    throw refuse('is no configuration of Hadoop: it needs a <configuration> with <property> elements')
  }
  if (/<(\w+:)?include\b/.test(content)) throw refuse('includes other files, which is not supported: put them into it')
  const properties = new Map<string, string>()
  for (const [, attributes = '', body = ''] of content.matchAll(PROPERTY)) {
    const name = attribute(attributes, 'name') ?? element(body, 'name')
    const value = attribute(attributes, 'value') ?? element(body, 'value')
    if (name !== undefined && value !== undefined) properties.set(name.trim(), value)
  }
  return properties
}
