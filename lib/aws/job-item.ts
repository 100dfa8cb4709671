import type { Job } from '../jobs/job.ts'
import { requestName } from '../jobs/job-name.ts'
import { listedAt } from '../jobs/job-query.ts'
import { isTerminal } from '../jobs/phase-rank.ts'

/** Across how many partitions of an index jobs are spread by their id, so that none is hot. */
export const SHARDS = 8
const RETENTION_SECONDS = 90 * 24 * 3600

const shardOf = (jobId: string): string => String(Number.parseInt(jobId.slice(0, 8), 16) % SHARDS)

/** What the indices look a job up by. Strings are absent where they are empty: a key must not be. */
const lookUp = (job: Job): Record<string, string> => ({
  listed: listedAt(job),
  shard: shardOf(job.jobId),
  sourceKind: job.source.kind,
  ...(job.namespace ? { tenant: job.namespace } : {}),
  ...(job.request ? { called: requestName(job.request) } : {}),
})

/** The job as the table holds it: with what the indices need, and when an ended one is forgotten. */
export const toItem = (job: Job): Record<string, unknown> => ({
  ...job,
  ...lookUp(job),
  ...(isTerminal(job.state)
    ? { expiresAt: Math.floor(Date.parse(job.updatedAt) / 1000) + RETENTION_SECONDS }
    : { open: shardOf(job.jobId) }),
  ...(job.dueAt ? { due: shardOf(job.jobId) } : {}),
})

const ADDED = new Set(['listed', 'shard', 'sourceKind', 'tenant', 'called', 'expiresAt', 'open', 'due'])

export const toJob = (item: Record<string, unknown>): Job =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !ADDED.has(name))) as unknown as Job
