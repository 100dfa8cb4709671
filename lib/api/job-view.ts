import * as z from 'zod'
import { jobRequestSchema } from '../../events/job-request.ts'
import { jobSourceSchema } from '../../events/job-source.ts'
import { jobReasonSchema, jobStateSchema } from '../../events/job-state.ts'
import type { Job, JobStep } from '../jobs/job.ts'
import { requestName } from '../jobs/job-name.ts'
import { isTerminal } from '../jobs/phase-rank.ts'

const time = z.string().describe('ISO 8601, UTC')

const told = {
  reason: jobReasonSchema.optional().describe('the class of cause: stable, for programs'),
  message: z.string().optional().describe('for people; of a driver that has ended, the end of its log is in it'),
  exitCode: z.int().optional(),
}

/** One job in a list. */
export const jobSummarySchema = z.object({
  jobId: z.string(),
  name: z.string().optional(),
  namespace: z.string(),
  source: jobSourceSchema,
  state: jobStateSchema,
  ...told,
  attempt: z.int(),
  sparkAppId: z.string(),
  batchId: z.int().optional().describe('the number that Livy clients know it by'),
  suspended: z.boolean().optional(),
  cluster: z.string().optional(),
  driver: z.object({ name: z.string(), uid: z.string() }).optional(),
  executors: z
    .object({
      pending: z.int(),
      running: z.int(),
      succeeded: z.int(),
      failed: z.int(),
      started: z.int(),
      at: time,
    })
    .optional(),
  createdAt: time,
  updatedAt: time,
})

export const jobViewSchema = jobSummarySchema.extend({
  request: jobRequestSchema.optional().describe('absent where what was sent could not be read'),
})

export const jobPageSchema = z.object({
  jobs: z.array(jobSummarySchema),
  next: z.string().optional().describe('the cursor of the next page; absent on the last one'),
})

export const jobEventsSchema = z.object({
  events: z.array(
    z.object({
      seq: z.int().describe('1 for the first step'),
      state: jobStateSchema,
      at: time,
      attempt: z.int(),
      ...told,
    }),
  ),
  next: z.int().describe('to be sent as `after` for what comes later'),
  ended: z.boolean().describe('whether nothing comes later'),
})

type JobSummary = z.output<typeof jobSummarySchema>

const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

/** The job as a list shows it: what is only for the platform's own use is left out. */
export const summaryOf = (job: Job): JobSummary => {
  const { jobId, namespace, source, state, reason, message, exitCode, attempt, sparkAppId, batchId } = job
  const { suspended, placement, driver, executors, createdAt, updatedAt } = job
  return present({
    jobId,
    name: job.request && requestName(job.request),
    namespace,
    source,
    state,
    reason,
    message,
    exitCode,
    attempt,
    sparkAppId,
    batchId,
    suspended,
    cluster: placement?.cluster,
    driver: driver && { name: driver.name, uid: driver.uid },
    executors,
    createdAt,
    updatedAt,
  }) as JobSummary
}

export const viewOf = (job: Job): z.output<typeof jobViewSchema> =>
  ({ ...summaryOf(job), ...(job.request ? { request: job.request } : {}) }) as z.output<typeof jobViewSchema>

/** The steps after the first `after` ones; those that are forgotten are skipped. */
export const eventsOf = (job: Job, after: number): z.output<typeof jobEventsSchema> => {
  const { history, forgotten = 0 } = job
  const steps = history.map((step: JobStep, i) => ({ seq: forgotten + i + 1, ...step }))
  return {
    events: steps.filter(({ seq }) => seq > after) as z.output<typeof jobEventsSchema>['events'],
    next: Math.max(after, forgotten + history.length),
    ended: isTerminal(job.state),
  }
}
