import * as z from 'zod'
import { type JobRequest, jobRequestSchema } from './job-request.ts'
import { type ReadResult, readAs } from './read-result.ts'

const envelopeSchema = z.looseObject({ version: z.unknown().optional() })

/** Every version that was ever sent, as the newest one has it; a version that is here stays here. */
const READERS: ReadonlyMap<unknown, (value: unknown) => ReadResult<JobRequest>> = new Map([
  [1, (value: unknown) => readAs(jobRequestSchema, value)],
])

const known = (): string => [...READERS.keys()].join(', ')

/** Reads a job request of any version: the request with all defaults filled in, or what is wrong with it. */
export const readJobRequest = (value: unknown): ReadResult<JobRequest> => {
  const envelope = readAs(envelopeSchema, value)
  if (!envelope.ok) return envelope
  const { version } = envelope.value
  const read = READERS.get(version)
  if (read) return read(value)
  const said = version === undefined ? 'is missing' : `is ${JSON.stringify(version)}`
  return { ok: false, problems: `version: ${said}, expected one of those that are known: ${known()}` }
}
