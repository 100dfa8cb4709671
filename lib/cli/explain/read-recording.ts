import { text } from 'node:stream/consumers'
import { parseAllDocuments } from 'yaml'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { readClientFile } from '../submit/client-path.ts'
import type { Surroundings } from '../surroundings.ts'
import { jsonTexts } from './json-texts.ts'

type Values = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where standard input stands in for a file. */
const STANDARD_INPUT = '-'

async function contentOf(file: string, { stdin, cwd }: Pick<Surroundings, 'stdin' | 'cwd'>): Promise<string> {
  if (file === STANDARD_INPUT) return await text(stdin)
  const bytes = readClientFile(file, cwd, 'explain')
  if (bytes !== undefined) return bytes.toString('utf8')
  throw new InvalidJobError('RECORDING_MISSING', `${file} does not exist or is not a file`, {
    details: { value: file },
  })
}

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

const fromYaml = (content: string): readonly unknown[] => {
  const documents = parseAllDocuments(content)
  if (!Array.isArray(documents)) return []
  return documents.map((document) => (document.errors.length > 0 ? undefined : document.toJS()))
}

/** The objects of a list, as `kubectl get` writes several, or of an array. */
const itemsOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(itemsOf)
  if (!isRecord(value)) return [value]
  const { kind, items } = value
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [value]
}

/**
 * The records of a file (`-`: standard input), JSON or YAML: an object, a list of them, or what a watch streamed, one after the other.
 * @throws InvalidJobError RECORDING_MISSING, INVALID_RECORDING
 */
export const readRecording = async (
  file: string,
  surroundings: Pick<Surroundings, 'stdin' | 'cwd'>,
): Promise<readonly Values[]> => {
  const content = (await contentOf(file, surroundings)).replace(/^\uFEFF/, '').trim()
  const values = /^[[{]/.test(content) ? jsonTexts(content).map(parsed) : fromYaml(content)
  return values.flatMap(itemsOf).map((value, index) => {
    if (isRecord(value)) return value
    const which = values.length === 1 ? file : `document ${index + 1} of ${file}`
    const message = `${which} is neither a JSON nor a YAML object: write it by kubectl get … -o json, or with -w --output-watch-events too`
    throw new InvalidJobError('INVALID_RECORDING', message, { details: { value: file } })
  })
}

/** As a watch would have told of it. */
export const asWatched = (record: Values): Values => ('object' in record ? record : { type: 'ADDED', object: record })

/** What a watch told of, or the object itself. */
export const asObject = (record: Values): unknown => ('object' in record ? record['object'] : record)
