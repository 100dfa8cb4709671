import { parse } from 'yaml'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** What was said of a job, not checked yet: the fields of a request by their names. */
export type JobFields = Readonly<Record<string, unknown>>

/** Fields whose values are text and nothing else, however they look: `spark.executor.memoryOverheadFactor: 0.10`. */
const TEXTS = ['name', 'class', 'args', 'conf', 'labels', 'concurrencyKey'] as const

export const isObject = (value: unknown): value is JobFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const invalid = (what: string, cause: unknown): InvalidJobError =>
  new InvalidJobError('BAD_HINTS', `${what}: ${(cause as Error).message}`, { cause })

const attempt = <T>(what: string, read: () => T): T => {
  try {
    return read()
  } catch (cause) {
    throw invalid(what, cause)
  }
}

/**
 * The fields that a YAML or JSON text says, with arguments, conf and labels as they are written: a number keeps its
 * zeros, and each of its digits.
 *
 * @throws InvalidJobError where the text is none, naming `key`
 */
export const parseJobFields = (text: string, key: string): JobFields => {
  const isJson = key.endsWith('.json')
  const what = `${key} is no ${isJson ? 'JSON' : 'YAML'}`
  const value: unknown = attempt(what, () => (isJson ? JSON.parse(text) : (parse(text, { logLevel: 'error' }) ?? {})))
  if (!isObject(value)) throw new InvalidJobError('BAD_HINTS', `${key} says no fields: write "class: com.example.Main"`)
  // In the failsafe schema every scalar is the text that it is written as; JSON is YAML too.
  const texts: unknown = attempt(what, () => parse(text, { schema: 'failsafe', logLevel: 'error' }))
  const written = TEXTS.filter((name) => value[name] !== null && value[name] !== undefined)
  return { ...value, ...Object.fromEntries(written.map((name) => [name, isObject(texts) ? texts[name] : undefined])) }
}

/** The fields of both. Those of `nearer` go first; of those that are objects, such as the conf, each part by itself. */
export const mergeFields = (nearer: JobFields, farther: JobFields): JobFields => {
  const merged: Record<string, unknown> = { ...farther }
  for (const [name, value] of Object.entries(nearer)) {
    const other = merged[name]
    merged[name] = isObject(value) && isObject(other) ? { ...other, ...value } : value
  }
  return merged
}
