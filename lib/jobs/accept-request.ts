import { isDeepStrictEqual } from 'node:util'
import type { JobRequest } from '../../events/job-request.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import { announceJob } from './announce-job.ts'
import type { Announcer } from './announcer.ts'
import type { Job } from './job.ts'
import { deriveJobId } from './job-id.ts'
import type { JobQueue } from './job-queue.ts'
import type { JobStore } from './job-store.ts'
import { acceptedJob } from './new-job.ts'
import { timestamp } from './timestamp.ts'

export interface AcceptRequest {
  readonly store: JobStore
  readonly queue: JobQueue
  readonly announcer: Announcer
  readonly clock: Clock
  readonly log: Log
}

export interface Accepted {
  readonly job: Job
  /** Whether this call made it; false where the same request had made it before. */
  readonly isNew: boolean
}

/** What the record of a new job gets beside what its request says. */
type Adorn = (job: Job) => Promise<Job> | Job

const demandSame = ({ jobId, request: first }: Job, request: JobRequest): void => {
  if (isDeepStrictEqual(first, request)) return
  const message = `job ${jobId} was made with the same key from another request: send that one again, or take a new key`
  throw new InvalidJobError('IDEMPOTENCY_KEY_REUSED', message)
}

/**
 * Makes a job of a request whose source its sender may repeat: recorded first, then queued, so that a call which dies in
 * between is made up for by the next one.
 *
 * @param adorn asked only where there is no such job yet
 * @throws InvalidJobError IDEMPOTENCY_KEY_REUSED where the source belongs to a job of another request
 */
export const acceptRequest = async (
  deps: AcceptRequest,
  request: JobRequest,
  adorn: Adorn = (job) => job,
): Promise<Accepted> => {
  const known = await deps.store.get(deriveJobId(request.source))
  const fresh = known ?? (await adorn(acceptedJob(request, timestamp(deps.clock))))
  const isNew = known === undefined && (await deps.store.create(fresh))
  const job = isNew ? fresh : (known ?? (await deps.store.get(fresh.jobId)) ?? fresh)
  demandSame(job, request)
  if (job.state === 'ACCEPTED') await deps.queue.send(request)
  await announceJob(deps, job)
  deps.log.info('request accepted', { jobId: job.jobId, state: job.state, isNew })
  return { job, isNew }
}
