import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { type JobFields, parseJobFields } from './job-fields.ts'

const PREFIX = 'spark-'
/** Their values are text, and the others' JSON. */
const PLAIN: ReadonlySet<string> = new Set(['class', 'name', 'concurrencyKey'])

const fieldName = (key: string): string =>
  key.slice(PREFIX.length).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean)

const json = (key: string, field: string, text: string): unknown => {
  try {
    JSON.parse(text)
  } catch (cause) {
    throw new InvalidJobError('BAD_HINTS', `the object metadata "${key}" is no JSON: ${text}`, { cause })
  }
  return parseJobFields(`{${JSON.stringify(field)}: ${text}}`, `the object metadata "${key}"`)[field]
}

const read = (key: string, field: string, text: string): unknown => {
  if (PLAIN.has(field)) return text
  if (field === 'args' && !text.trim().startsWith('[')) return words(text)
  return json(key, field, text)
}

/**
 * What an object's metadata says of its job: `spark-class`, `spark-args` (a JSON array, or words), and `spark-` before any other
 * field of a request, in lower case with hyphens, as JSON: `spark-restart-policy`.
 *
 * @throws InvalidJobError where one of them cannot be read
 */
export const metadataFields = (metadata: Readonly<Record<string, string>>): JobFields =>
  Object.fromEntries(
    Object.entries(metadata)
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, text]) => [fieldName(key), read(key, fieldName(key), text)]),
  )
