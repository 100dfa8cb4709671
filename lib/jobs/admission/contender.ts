import { createHash } from 'node:crypto'
import type { Job } from '../job.ts'
import type { Waiting } from './roster.ts'

const KEY_DIGITS = 16

/** A concurrency key as the roster has it: short, whatever it is. */
const keyHash = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, KEY_DIGITS)

/** The job's attempt as one that wants to be let in. */
export const contender = ({ jobId, attempt, createdAt, request }: Job): Waiting => ({
  jobId,
  attempt,
  ...(request?.concurrencyKey === undefined ? {} : { key: keyHash(request.concurrencyKey) }),
  keyLimit: request?.concurrencyLimit ?? 1,
  priority: request?.priority ?? 0,
  since: createdAt,
})
