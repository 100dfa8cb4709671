import { type JobSource, jobSourceSchema } from '../../../events/job-source.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

export const SOURCE_FORMS = 's3://bucket/key, sqs, schedule:namespace/name, or api:principal'

/** Judged as of no particular moment. */
const SOME_TIME = '2000-01-01T00:00:00Z'

const meant = (text: string): unknown => {
  const [, bucket, key] = /^s3[an]?:\/\/([^/]+)\/(.+)$/s.exec(text) ?? []
  if (bucket !== undefined) return { kind: 's3', bucket, key }
  const [, namespace, name] = /^schedule:([^/]+)\/(.+)$/s.exec(text) ?? []
  if (namespace !== undefined) return { kind: 'schedule', namespace, name, at: SOME_TIME }
  const [, principal] = /^api:(.+)$/s.exec(text) ?? []
  if (principal !== undefined) return { kind: 'api', principal, idempotencyKey: 'check' }
  return text === 'sqs' ? { kind: 'sqs', id: 'check' } : undefined
}

/**
 * Where a job comes from, in the short form of `--source`.
 * @throws InvalidJobError INVALID_SOURCE
 */
export const parseSource = (text: string): JobSource => {
  const parsed = jobSourceSchema.safeParse(meant(text))
  if (parsed.success) return parsed.data
  throw new InvalidJobError('INVALID_SOURCE', `--source: '${text}' is none of ${SOURCE_FORMS}`, {
    details: { property: '--source', value: text },
  })
}
