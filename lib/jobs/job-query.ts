import type { Job } from './job.ts'
import { requestName } from './job-name.ts'
import type { JobQuery } from './job-store.ts'

/** The job's place among all, as a text that sorts by the time at which it was made. */
export const listedAt = ({ createdAt, jobId }: Pick<Job, 'createdAt' | 'jobId'>): string => `${createdAt}#${jobId}`

/** Whether the query asks for this job; its page aside. */
export const isAskedFor = (job: Job, query: JobQuery): boolean =>
  (query.namespaces?.includes(job.namespace) ?? true) &&
  (query.states?.includes(job.state) ?? true) &&
  (query.source ?? job.source.kind) === job.source.kind &&
  (query.namePrefix === undefined || (job.request ? requestName(job.request) : '').startsWith(query.namePrefix)) &&
  (!query.numbered || job.batchId !== undefined)
