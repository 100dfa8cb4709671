import type { ApiClient, QueryValue } from '../api-client/api-client.ts'
import { isNotFound } from '../api-client/api-error.ts'
import { type JobEventsView, type JobPageView, type JobView, readJob, readJobEvents, readJobs } from './job-view.ts'

export const jobPath = (jobId: string): string => `/v1/jobs/${encodeURIComponent(jobId)}`

/** The job, or undefined where there is none. */
export async function getJob(client: ApiClient, jobId: string): Promise<JobView | undefined> {
  try {
    return readJob(await client.json({ method: 'GET', path: jobPath(jobId) }))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Which jobs to list; what is absent leaves open. */
export interface ListJobs {
  readonly namespace?: string
  readonly state?: readonly string[]
  readonly source?: string
  readonly limit?: number
  readonly cursor?: string
}

export const listJobs = async (client: ApiClient, query: ListJobs): Promise<JobPageView> =>
  readJobs(
    await client.json({ method: 'GET', path: '/v1/jobs', query: { ...query } satisfies Record<string, QueryValue> }),
  )

const PAGE = 100

/** Up to so many jobs, newest first, page by page. */
export async function* eachJob(client: ApiClient, query: ListJobs, most: number): AsyncGenerator<JobView> {
  let cursor: string | undefined
  let seen = 0
  do {
    const limit = Math.min(PAGE, most - seen)
    const page = await listJobs(client, { ...query, limit, ...(cursor === undefined ? {} : { cursor }) })
    yield* page.jobs
    seen += page.jobs.length
    cursor = page.next
  } while (cursor !== undefined && seen < most)
}

/** The longest that the API is asked to wait for news, in seconds. */
export const LONGEST_WAIT = 20

/** What happened to a job after the first `after` steps; waits so many seconds for it at most. */
export const jobEvents = async (client: ApiClient, jobId: string, after = 0, wait = 0): Promise<JobEventsView> =>
  readJobEvents(await client.json({ method: 'GET', path: `${jobPath(jobId)}/events`, query: { after, wait } }))
