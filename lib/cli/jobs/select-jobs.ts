import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { eachJob, getJob } from './job-calls.ts'
import { isMeant, type JobReference, parseJobReference } from './job-reference.ts'
import type { JobView } from './job-view.ts'

/** How many jobs are looked through for a name or the beginning of an id, newest first. */
const LOOKED_THROUGH = 5_000

const OPEN = ['ACCEPTED', 'QUEUED', 'SUBMITTED', 'RUNNING', 'RETRYING'] as const

const missing = (text: string): InvalidJobError =>
  new InvalidJobError('NO_SUCH_JOB', `there is no job ${text}: sparkdrop list shows those that there are`, {
    details: { value: text },
  })

async function found(client: ApiClient, reference: JobReference, isOpen: boolean): Promise<readonly JobView[]> {
  if (reference.kind === 'id') {
    const job = await getJob(client, reference.jobId)
    return job === undefined ? [] : [job]
  }
  const namespace = reference.kind === 'name' ? reference.namespace : undefined
  const query = { ...(namespace === undefined ? {} : { namespace }), ...(isOpen ? { state: OPEN } : {}) }
  const jobs: JobView[] = []
  for await (const job of eachJob(client, query, LOOKED_THROUGH)) if (isMeant(reference, job)) jobs.push(job)
  return jobs
}

function demandOne(text: string, jobs: readonly JobView[]): void {
  const ids = jobs.slice(0, 5).map(({ jobId }) => jobId)
  const more = jobs.length > ids.length ? ', …' : ''
  const message = `'${text}' is the beginning of ${jobs.length} ids (${ids.join(', ')}${more}): write more of it`
  if (jobs.length > 1) throw new InvalidJobError('AMBIGUOUS_JOB', message, { details: { value: text } })
}

/**
 * The jobs that a reference means, newest first; of a glob there may be none.
 *
 * @param isOpen whether a name means only jobs that have not ended, as where they are to be ended
 * @throws InvalidJobError INVALID_JOB_REFERENCE, NO_SUCH_JOB, AMBIGUOUS_JOB
 */
export async function selectJobs(client: ApiClient, text: string, isOpen = false): Promise<readonly JobView[]> {
  const reference = parseJobReference(text)
  const jobs = await found(client, reference, isOpen && reference.kind === 'name')
  if (jobs.length === 0 && !(reference.kind === 'name' && reference.isGlob)) throw missing(text)
  if (reference.kind === 'prefix') demandOne(text, jobs)
  return jobs
}

/**
 * The one job that a reference means; of several of the same name, the newest.
 * @throws InvalidJobError as `selectJobs`, and where a glob matches none or several
 */
export async function selectJob(client: ApiClient, text: string): Promise<JobView> {
  const reference = parseJobReference(text)
  const jobs = await selectJobs(client, text)
  const [newest] = jobs
  if (newest === undefined) throw missing(text)
  if (jobs.length > 1 && reference.kind === 'name' && reference.isGlob) {
    const message = `'${text}' stands for ${jobs.length} jobs, and this takes one at a time: sparkdrop list shows their ids`
    throw new InvalidJobError('AMBIGUOUS_JOB', message, { details: { value: text } })
  }
  return newest
}

/** All that several references mean, each once. */
export async function selectAll(
  client: ApiClient,
  texts: readonly string[],
  isOpen = false,
): Promise<readonly JobView[]> {
  const all = new Map<string, JobView>()
  for (const text of texts) for (const job of await selectJobs(client, text, isOpen)) all.set(job.jobId, job)
  return [...all.values()]
}
