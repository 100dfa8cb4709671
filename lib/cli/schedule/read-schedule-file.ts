import { parse } from 'yaml'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isObject, type JobFields } from '../../jobs/uploads/job-fields.ts'
import { readClientFile } from '../submit/client-path.ts'
import type { Surroundings } from '../surroundings.ts'

/** Fields of the job whose values are text and nothing else, however they look. */
const TEXTS = ['name', 'args', 'conf', 'labels', 'concurrencyKey'] as const

const bad = (file: string, problem: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError('BAD_SCHEDULE_FILE', `the schedule file ${file} ${problem}`, { cause })

const parsed = (file: string, text: string, schema: 'core' | 'failsafe'): JobFields => {
  let value: unknown
  try {
    value = parse(text, { schema, logLevel: 'error' })
  } catch (cause) {
    throw bad(file, `is no YAML: ${(cause as Error).message} (a value that begins with {{ is put in quotes)`, cause)
  }
  if (isObject(value)) return value
  throw bad(file, 'says nothing: write at least "schedule:" and "job:"')
}

/**
 * What a schedule file says, in YAML or JSON, not checked yet: with arguments, conf and labels of the job as they are
 * written.
 *
 * @throws InvalidJobError BAD_SCHEDULE_FILE
 */
export function readScheduleFile(file: string, { cwd }: Pick<Surroundings, 'cwd'>): JobFields {
  const text = readClientFile(file, cwd, 'the schedule file')?.toString('utf8')
  if (text === undefined) throw bad(file, 'does not exist on this machine or is not a file')
  const fields = parsed(file, text, 'core')
  const { job } = fields
  const { job: written } = parsed(file, text, 'failsafe')
  if (!isObject(job) || !isObject(written)) return fields
  const texts = TEXTS.filter((name) => job[name] !== undefined && job[name] !== null)
  return { ...fields, job: { ...job, ...Object.fromEntries(texts.map((name) => [name, written[name]])) } }
}
