import { Hono } from 'hono'
import * as z from 'zod'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { acceptRequest } from '../../jobs/accept-request.ts'
import type { Job } from '../../jobs/job.ts'
import { killJob } from '../../jobs/kill-job.ts'
import type { ApiDeps } from '../api-deps.ts'
import { demandAcceptable, idempotencyKey } from '../create-job-routes.ts'
import { HttpProblem } from '../http-problem.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from '../operation.ts'
import { maySee } from '../tenancy.ts'
import { batchLog } from './batch-log.ts'
import { batchRequestSchema, toJobRequest } from './batch-request.ts'
import {
  batchListSchema,
  batchLogSchema,
  batchOf,
  batchSchema,
  batchState,
  batchStateViewSchema,
} from './batch-view.ts'
import { listBatches } from './list-batches.ts'

const TAG = 'livy'
const whole = z.coerce.number<string>().int()
const listQuery = z.strictObject({ from: whole.min(0).default(0), size: whole.min(1).max(1000).default(100) })
const logQuery = z.strictObject({
  from: whole.min(-1).default(-1).describe('the first line; -1: the last page'),
  size: whole.min(-1).max(10_000).default(100),
})

const msgSchema = z.object({ msg: z.string() })

/** The job that a number belongs to, where the caller may see it. Throws HttpProblem 404. */
const demandBatch = async (deps: ApiDeps, c: ApiContext): Promise<Job & { readonly batchId: number }> => {
  const text = c.req.param('batchId') ?? ''
  const number = Number(text)
  const jobId = /^\d{1,15}$/.test(text) ? await deps.batches.jobOf(number) : undefined
  const job = jobId ? await deps.store.get(jobId) : undefined
  if (!job || !maySee(c.get('tenancy'), job.namespace))
    throw new HttpProblem(404, 'NOT_FOUND', `Session '${text}' not found.`)
  return { ...job, batchId: job.batchId ?? number }
}

/** What has ended needs no killing, as Livy has it. */
const kill = async (deps: ApiDeps, jobId: string, by: string): Promise<void> => {
  try {
    await killJob(deps, jobId, { by })
  } catch (error) {
    if (!(error instanceof InvalidJobError) || error.code !== 'JOB_ENDED') throw error
  }
}

const submit = (app: ApiApp, deps: ApiDeps): void =>
  operation(
    app,
    {
      id: 'createBatch',
      method: 'post',
      path: '/batches',
      summary: "Submit a job as Livy's clients do",
      tag: TAG,
      body: batchRequestSchema,
      headers: { 'Idempotency-Key': 'Up to 250 characters: the same key and request again mean the same batch.' },
      answers: { 201: { description: 'It is accepted, or had been before.', schema: batchSchema } },
      refusals: [403, 409, 413],
    },
    async (c, { body }) => {
      const key = idempotencyKey(c, deps, 'livy/')
      const source = { kind: 'api', principal: c.get('principal').id, idempotencyKey: key } as const
      const request = toJobRequest(body, source, c.get('tenancy'))
      await demandAcceptable(c, deps, request)
      const { job } = await acceptRequest(deps, request, async (made) => ({
        ...made,
        batchId: await deps.batches.assign(made.jobId),
      }))
      return c.json(batchOf(job), 201, { Location: `/batches/${job.batchId}` })
    },
  )

const look = (app: ApiApp, deps: ApiDeps): void => {
  operation(
    app,
    {
      id: 'listBatches',
      method: 'get',
      path: '/batches',
      summary: "The newest batches that Livy's clients made, by number",
      tag: TAG,
      query: listQuery,
      answers: { 200: { description: 'A page.', schema: batchListSchema } },
    },
    async (c, { query: { from, size } }) => {
      const jobs = await listBatches(deps.store, c.get('tenancy'))
      return c.json({ from, total: jobs.length, sessions: jobs.slice(from, from + size).map(batchOf) })
    },
  )
  operation(
    app,
    {
      id: 'getBatch',
      method: 'get',
      path: '/batches/:batchId',
      summary: 'A batch',
      tag: TAG,
      answers: { 200: { description: 'The batch.', schema: batchSchema } },
    },
    async (c) => c.json(batchOf(await demandBatch(deps, c))),
  )
  operation(
    app,
    {
      id: 'getBatchState',
      method: 'get',
      path: '/batches/:batchId/state',
      summary: 'The state of a batch',
      tag: TAG,
      answers: { 200: { description: 'Its state.', schema: batchStateViewSchema } },
    },
    async (c) => {
      const job = await demandBatch(deps, c)
      return c.json({ id: job.batchId, state: batchState(job) })
    },
  )
  operation(
    app,
    {
      id: 'getBatchLog',
      method: 'get',
      path: '/batches/:batchId/log',
      summary: "A page of the end of the driver's log",
      tag: TAG,
      query: logQuery,
      answers: { 200: { description: 'The page.', schema: batchLogSchema } },
    },
    async (c, { query: { from, size } }) => {
      const job = await demandBatch(deps, c)
      const { log, ...page } = await batchLog(
        deps.clusterOf,
        job,
        from < 0 ? undefined : from,
        size < 0 ? undefined : size,
      )
      return c.json({ id: job.batchId, ...page, size: log.length, log })
    },
  )
}

const end = (app: ApiApp, deps: ApiDeps): void =>
  operation(
    app,
    {
      id: 'deleteBatch',
      method: 'delete',
      path: '/batches/:batchId',
      summary: 'Kill a batch',
      tag: TAG,
      answers: { 200: { description: 'It is on record, and under way.', schema: msgSchema } },
    },
    async (c) => {
      const { jobId } = await demandBatch(deps, c)
      await kill(deps, jobId, c.get('principal').id)
      return c.json({ msg: 'deleted' })
    },
  )

/** Livy's `/batches`: https://livy.apache.org/docs/latest/rest-api.html, as its clients use it. */
export const batchesRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  submit(app, deps)
  look(app, deps)
  end(app, deps)
  return app
}
