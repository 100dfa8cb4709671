import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { globMatcher } from '../../files/glob-matcher.ts'
import { isGlob } from '../../files/hadoop-glob.ts'
import type { JobView } from './job-view.ts'

/** What a person may write where a job belongs. */
export type JobReference =
  | { readonly kind: 'id'; readonly jobId: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | {
      readonly kind: 'name'
      readonly namespace?: string
      readonly matches: (name: string) => boolean
      readonly isGlob: boolean
    }

const refuse = (text: string, problem: string): InvalidJobError =>
  new InvalidJobError(
    'INVALID_JOB_REFERENCE',
    `'${text}' ${problem}: write a job's id, the beginning of one (4 digits or more), namespace:name, or namespace:glob`,
    { details: { value: text } },
  )

function matcher(text: string, glob: string): (name: string) => boolean {
  try {
    return globMatcher(glob)
  } catch (cause) {
    throw refuse(text, `is no glob (${(cause as Error).message})`)
  }
}

/**
 * Reads a reference to jobs: an id, the beginning of one, or a name that may be a glob, with its namespace before a
 * colon where not all are meant. What consists of hex digits alone is an id; write `*:` before a name that does.
 *
 * @throws InvalidJobError INVALID_JOB_REFERENCE
 */
export function parseJobReference(text: string): JobReference {
  if (/^[0-9a-f]{32}$/.test(text)) return { kind: 'id', jobId: text }
  if (/^[0-9a-f]{4,31}$/.test(text)) return { kind: 'prefix', prefix: text }
  const colon = text.indexOf(':')
  const namespace = colon < 0 ? '*' : text.slice(0, colon)
  const name = text.slice(colon + 1)
  if (namespace === '' || name === '') throw refuse(text, 'names no job')
  if (namespace !== '*' && isGlob(namespace)) throw refuse(text, 'has a glob for its namespace, which only * may be')
  return {
    kind: 'name',
    matches: matcher(text, name),
    isGlob: isGlob(name),
    ...(namespace === '*' ? {} : { namespace }),
  }
}

/** Whether the reference means this job, by its id, its name, its driver pod or its Spark application. */
export function isMeant(reference: JobReference, job: JobView): boolean {
  if (reference.kind === 'id') return job.jobId === reference.jobId
  if (reference.kind === 'prefix') return job.jobId.startsWith(reference.prefix)
  if (reference.namespace !== undefined && reference.namespace !== job.namespace) return false
  return [job.name, job.driver?.name, job.sparkAppId].some((name) => name !== undefined && reference.matches(name))
}
