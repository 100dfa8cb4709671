import type { Job } from '../../jobs/job.ts'
import type { JobStore } from '../../jobs/job-store.ts'
import { listVisible, type Tenancy } from '../tenancy.ts'

/** Livy forgets batches soon after they have ended; these are forgotten when so many newer ones have come. */
const LISTED = 1_000
const PAGE = 100

/** The newest batches that the caller may see, by their numbers. */
export const listBatches = async (store: JobStore, tenancy: Tenancy): Promise<readonly Job[]> => {
  const jobs: Job[] = []
  let cursor: string | undefined
  do {
    const from = cursor === undefined ? {} : { cursor }
    const page = await listVisible(store, tenancy, { numbered: true, limit: PAGE, ...from })
    jobs.push(...page.jobs)
    cursor = page.next
  } while (cursor !== undefined && jobs.length < LISTED)
  return jobs.slice(0, LISTED).sort((a, b) => (a.batchId ?? 0) - (b.batchId ?? 0))
}
