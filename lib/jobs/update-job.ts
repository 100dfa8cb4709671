import { TransientError } from '../errors/sparkdrop-error.ts'
import type { Job } from './job.ts'
import type { JobStore } from './job-store.ts'

const ATTEMPTS = 10

/**
 * Applies a pure change to the stored job under optimistic concurrency, reading again where another writer was first.
 *
 * @returns the job as it is stored now, or undefined where there is none.
 * @throws TransientError where others kept being first.
 */
export const updateJob = async (
  store: JobStore,
  jobId: string,
  change: (job: Job) => Job | undefined,
): Promise<Job | undefined> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const job = await store.get(jobId)
    if (!job) return undefined
    const changed = change(job)
    if (!changed) return job
    if (await store.replace(changed)) return changed
  }
  throw new TransientError('JOB_CONTENDED', `job ${jobId} was changed by others ${ATTEMPTS} times in a row`)
}
