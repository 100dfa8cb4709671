import * as z from 'zod'
import type { JobState } from '../../../events/job-state.ts'
import type { Job } from '../../jobs/job.ts'
import { requestName } from '../../jobs/job-name.ts'
import { isTerminal } from '../../jobs/phase-rank.ts'

/** Livy's states of a batch that its clients know; `recovering` is unknown to some. */
const batchStateSchema = z.enum([
  'not_started',
  'starting',
  'running',
  'idle',
  'busy',
  'shutting_down',
  'error',
  'dead',
  'killed',
  'success',
])

type BatchState = z.output<typeof batchStateSchema>

export const batchSchema = z.object({
  id: z.int(),
  name: z.string().nullable(),
  owner: z.string().nullable(),
  proxyUser: z.null(),
  state: batchStateSchema,
  appId: z.string().nullable(),
  appInfo: z.object({ driverLogUrl: z.string().nullable(), sparkUiUrl: z.string().nullable() }),
  log: z.array(z.string()),
})

export const batchStateViewSchema = z.object({ id: z.int(), state: batchStateSchema })
export const batchListSchema = z.object({ from: z.int(), total: z.int(), sessions: z.array(batchSchema) })
export const batchLogSchema = z.object({
  id: z.int(),
  from: z.int(),
  size: z.int(),
  total: z.int(),
  log: z.array(z.string()),
})

export type Batch = z.output<typeof batchSchema>

/** A retry is a new start: clients take `dead` and `error` for the end of it all. */
const STATES: Readonly<Record<JobState, BatchState>> = {
  ACCEPTED: 'not_started',
  QUEUED: 'not_started',
  SUBMITTED: 'starting',
  RETRYING: 'starting',
  RUNNING: 'running',
  SUCCEEDED: 'success',
  FAILED: 'dead',
  KILLED: 'killed',
  REJECTED: 'error',
}

/** Where the job stands, in Livy's words. */
export const batchState = ({ state, stop }: Job): BatchState =>
  stop?.kind === 'kill' && !isTerminal(state) ? 'shutting_down' : STATES[state]

/** What the job's record has to say, line by line. */
export const recordLines = ({ message }: Pick<Job, 'message'>): readonly string[] => message?.split('\n') ?? []

/** The job as Livy would show a batch. */
export const batchOf = (job: Job): Batch => ({
  id: job.batchId ?? -1,
  name: job.request ? requestName(job.request) : null,
  owner: job.source.kind === 'api' ? job.source.principal : null,
  proxyUser: null,
  state: batchState(job),
  appId: job.driver ? job.sparkAppId : null,
  appInfo: { driverLogUrl: `/v1/jobs/${job.jobId}/logs`, sparkUiUrl: null },
  log: [...recordLines(job)],
})
