import { Hono } from 'hono'
import * as z from 'zod'
import { type JobRequest, jobRequestSchema } from '../../events/job-request.ts'
import { acceptRequest } from '../jobs/accept-request.ts'
import { tooLarge } from '../jobs/largest-request.ts'
import { describeViolations } from '../policy/check-request.ts'
import type { ApiDeps } from './api-deps.ts'
import { HttpProblem, invalid } from './http-problem.ts'
import { jobViewSchema, viewOf } from './job-view.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from './operation.ts'
import { demandNamespace } from './tenancy.ts'

/** A job request as it is sent here: who sent it, and under which key, is not the body's to say. */
const sentJobSchema = jobRequestSchema
  .omit({ source: true })
  .extend({ version: z.literal(1).default(1) })
  .describe('what is to run')

/** A key has to fit into the job's source. */
const LONGEST_KEY = 255

/** The caller's own key, or a fresh one, behind a prefix that keeps it apart. Throws HttpProblem 400. */
export const idempotencyKey = (c: ApiContext, deps: ApiDeps, prefix = ''): string => {
  const sent = c.req.header('idempotency-key') ?? deps.freshId()
  const key = z
    .string()
    .min(1)
    .max(LONGEST_KEY - prefix.length)
    .safeParse(sent)
  if (!key.success) throw invalid(400, 'header.Idempotency-Key', key.error)
  return prefix + key.data
}

/** Throws HttpProblem 413 or 403 where the request is too large, or asks for what its sender may not have. */
export const demandAcceptable = async (c: ApiContext, deps: ApiDeps, request: JobRequest): Promise<void> => {
  demandNamespace(c.get('tenancy'), request.namespace)
  const message = tooLarge(request)
  if (message !== undefined) throw new HttpProblem(413, 'TOO_LARGE', message, [{ path: 'body', message }])
  const violations = await deps.check(request)
  if (violations.length === 0) return
  const errors = violations.map(({ property, rule, message }) => ({ path: property ?? rule, message }))
  throw new HttpProblem(403, 'REFUSED_BY_POLICY', describeViolations(violations), errors)
}

/** `POST /v1/jobs`. */
export const createJobRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  operation(
    app,
    {
      id: 'createJob',
      method: 'post',
      path: '/v1/jobs',
      summary: 'Submit a job',
      tag: 'jobs',
      body: sentJobSchema,
      headers: { 'Idempotency-Key': 'Up to 255 characters: the same key and request again mean the same job.' },
      answers: {
        201: { description: 'It is accepted.', schema: jobViewSchema, headers: { Location: 'Where the job is.' } },
        200: {
          description: 'It had been accepted before.',
          schema: jobViewSchema,
          headers: { Location: 'Where the job is.' },
        },
      },
      refusals: [403, 409, 413],
    },
    async (c, { body }) => {
      const source = { kind: 'api', principal: c.get('principal').id, idempotencyKey: idempotencyKey(c, deps) } as const
      const request: JobRequest = { ...body, source }
      await demandAcceptable(c, deps, request)
      const { job, isNew } = await acceptRequest(deps, request)
      return c.json(viewOf(job), isNew ? 201 : 200, { Location: `/v1/jobs/${job.jobId}` })
    },
  )
  return app
}
