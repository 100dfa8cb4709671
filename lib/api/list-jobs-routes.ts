import { Hono } from 'hono'
import * as z from 'zod'
import { namespaceSchema } from '../../events/job-request.ts'
import { type JobState, jobStateSchema } from '../../events/job-state.ts'
import type { JobQuery } from '../jobs/job-store.ts'
import type { ApiDeps } from './api-deps.ts'
import { jobPageSchema, jobViewSchema, summaryOf, viewOf } from './job-view.ts'
import { type ApiApp, type ApiEnv, operation } from './operation.ts'
import { demandJob, listVisible } from './tenancy.ts'

/** Given several times, or once with commas between. */
const several = <T extends z.ZodType>(one: T) =>
  z.preprocess(
    (given) => (given === undefined ? undefined : [given].flat().flatMap((text) => String(text).split(','))),
    z.array(one).min(1),
  )

const decode = (text: string): string => Buffer.from(text, 'base64url').toString()
const encode = (text: string): string => Buffer.from(text).toString('base64url')

/** Opaque to callers, so that what it holds can change. */
const cursorSchema = z
  .string()
  .refine((text) => /^\d{4}-[-0-9:.TZ]+#[0-9a-f]{32}$/.test(decode(text)), 'must be the `next` of an earlier answer')
  .transform(decode)

const querySchema = z.strictObject({
  namespace: several(namespaceSchema).optional().describe('one or more, with commas between'),
  state: several(jobStateSchema).optional().describe('one or more, with commas between'),
  source: z.enum(['s3', 'sqs', 'schedule', 'api']).optional(),
  name: z.string().min(1).optional().describe('what the name begins with'),
  limit: z.coerce.number<string>().int().min(1).max(100).default(50),
  cursor: cursorSchema.optional().describe('the `next` of the page before'),
})

const queryOf = ({ namespace, state, source, name, limit, cursor }: z.output<typeof querySchema>): JobQuery => ({
  limit,
  ...(namespace ? { namespaces: namespace } : {}),
  ...(state ? { states: state as readonly JobState[] } : {}),
  ...(source ? { source } : {}),
  ...(name ? { namePrefix: name } : {}),
  ...(cursor ? { cursor } : {}),
})

/** `GET /v1/jobs` and `GET /v1/jobs/{jobId}`. */
export const listJobsRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  operation(
    app,
    {
      id: 'listJobs',
      method: 'get',
      path: '/v1/jobs',
      summary: 'List jobs, newest first',
      tag: 'jobs',
      query: querySchema,
      answers: {
        200: { description: 'A page; it may be shorter than `limit` where a next one follows.', schema: jobPageSchema },
      },
    },
    async (c, { query }) => {
      const { jobs, next } = await listVisible(deps.store, c.get('tenancy'), queryOf(query))
      return c.json({ jobs: jobs.map(summaryOf), ...(next ? { next: encode(next) } : {}) })
    },
  )
  operation(
    app,
    {
      id: 'getJob',
      method: 'get',
      path: '/v1/jobs/:jobId',
      summary: 'A job, with its request',
      tag: 'jobs',
      answers: { 200: { description: 'The job.', schema: jobViewSchema } },
    },
    async (c) => c.json(viewOf(await demandJob(deps.store, c.get('tenancy'), c.req.param('jobId') ?? ''))),
  )
  return app
}
