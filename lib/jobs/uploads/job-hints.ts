import { parse } from 'yaml'
import * as z from 'zod'
import { describeProblems } from '../../../events/describe-problems.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** What an upload may say of its job beyond its key: in a YAML file beside it, or in its metadata. */
export interface JobHints {
  readonly class?: string | undefined
  readonly name?: string | undefined
  readonly args?: readonly string[] | undefined
  readonly conf?: Readonly<Record<string, string>> | undefined
}

/** People write `spark.executor.instances: 2`, and Spark's conf knows only text. */
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String)

const hintsSchema = z.strictObject({
  class: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  args: z.array(scalar).optional(),
  conf: z.record(z.string().regex(/^spark(drop)?\./, 'must begin with "spark."'), scalar).optional(),
})

const check = (value: unknown, where: string): JobHints => {
  const result = hintsSchema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new InvalidJobError('BAD_HINTS', `${where} cannot be used: ${describeProblems(result.error)}`)
}

/** @throws InvalidJobError where the text is no YAML or says something that is not known. */
export const parseSideFile = (text: string, key: string): JobHints => {
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    throw new InvalidJobError('BAD_HINTS', `${key} is no YAML: ${(cause as Error).message}`, { cause })
  }
  return check(value, key)
}

const json = (text: string, key: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InvalidJobError('BAD_HINTS', `the object metadata "${key}" is no JSON: ${text}`, { cause })
  }
}

/**
 * Reads `spark-class`, `spark-name`, `spark-args` (a JSON array, or words) and `spark-conf` (a JSON object).
 *
 * @throws InvalidJobError where one of them cannot be read
 */
export const parseMetadata = (metadata: Readonly<Record<string, string>>): JobHints => {
  const args = metadata['spark-args']?.trim()
  const conf = metadata['spark-conf']
  return check(
    {
      class: metadata['spark-class'],
      name: metadata['spark-name'],
      args: args?.startsWith('[') ? json(args, 'spark-args') : args?.split(/\s+/).filter(Boolean),
      conf: conf === undefined ? undefined : json(conf, 'spark-conf'),
    },
    'the object metadata',
  )
}

/** The hints of both, those of `nearer` first; confs are joined key by key. */
export const mergeHints = (nearer: JobHints, farther: JobHints): JobHints => ({
  class: nearer.class ?? farther.class,
  name: nearer.name ?? farther.name,
  args: nearer.args ?? farther.args,
  conf: { ...farther.conf, ...nearer.conf },
})
