import { Hono } from 'hono'
import * as z from 'zod'
import type { Job } from '../jobs/job.ts'
import { killJob } from '../jobs/kill-job.ts'
import { isTerminal } from '../jobs/phase-rank.ts'
import { resumeJob } from '../jobs/resume-job.ts'
import { suspendJob } from '../jobs/suspend-job.ts'
import type { ApiDeps } from './api-deps.ts'
import { notFound } from './http-problem.ts'
import { jobViewSchema, viewOf } from './job-view.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from './operation.ts'
import { demandJob } from './tenancy.ts'

const killQuery = z.strictObject({
  graceSeconds: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(3600)
    .optional()
    .describe('how long the driver may take to end by itself; absent: what its pod says'),
})

const answers = {
  200: { description: 'It is so.', schema: jobViewSchema },
  202: { description: 'It is on record, and under way.', schema: jobViewSchema },
} as const

type Change = (job: Job, c: ApiContext) => Promise<Job | undefined>

/** `DELETE /v1/jobs/{jobId}`, and `POST` of its suspension and resumption. */
export const jobLifeRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  const changed = async (c: ApiContext, change: Change, isDone: (job: Job) => boolean): Promise<Response> => {
    const job = await demandJob(deps.store, c.get('tenancy'), c.req.param('jobId') ?? '')
    const after = await change(job, c)
    if (!after) throw notFound(`job ${job.jobId}`)
    return c.json(viewOf(after), isDone(after) ? 200 : 202)
  }
  operation(
    app,
    {
      id: 'killJob',
      method: 'delete',
      path: '/v1/jobs/:jobId',
      summary: 'End a job for good',
      tag: 'jobs',
      query: killQuery,
      answers,
      refusals: [409],
    },
    (c, { query: { graceSeconds } }) => {
      const grace = graceSeconds === undefined ? {} : { graceSeconds }
      return changed(
        c,
        ({ jobId }) => killJob(deps, jobId, { by: c.get('principal').id, ...grace }),
        ({ state }) => isTerminal(state),
      )
    },
  )
  operation(
    app,
    {
      id: 'suspendJob',
      method: 'post',
      path: '/v1/jobs/:jobId/suspend',
      summary: 'Have a job wait until it is resumed; a driver that it has is ended',
      tag: 'jobs',
      answers,
      refusals: [409],
    },
    (c) =>
      changed(
        c,
        ({ jobId }) => suspendJob(deps, jobId),
        ({ driver }) => driver === undefined,
      ),
  )
  operation(
    app,
    {
      id: 'resumeJob',
      method: 'post',
      path: '/v1/jobs/:jobId/resume',
      summary: 'Let a suspended job go on',
      tag: 'jobs',
      answers: { 200: answers[200] },
      refusals: [409],
    },
    (c) =>
      changed(
        c,
        ({ jobId }) => resumeJob(deps, jobId),
        () => true,
      ),
  )
  return app
}
