import { Hono } from 'hono'
import { TransientError } from '../errors/sparkdrop-error.ts'
import type { ApiDeps } from './api-deps.ts'
import { createJobRoutes } from './create-job-routes.ts'
import { HttpProblem, notFound } from './http-problem.ts'
import { jobEventsRoutes } from './job-events-routes.ts'
import { jobLifeRoutes } from './job-life-routes.ts'
import { jobLogsRoutes } from './job-logs-routes.ts'
import { listJobsRoutes } from './list-jobs-routes.ts'
import { openapiOf } from './openapi.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation, operationsOf } from './operation.ts'
import { principalOf } from './principal.ts'
import { type Problem, toProblem } from './problem-json.ts'

/** Of the API, not of the package: it grows with what is added to `/v1`. */
const API_VERSION = '1.0.0'

const RETRY_AFTER_SECONDS = '2'

const respond = (problem: Problem): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
    },
  })

const openapiRoutes = (groups: readonly ApiApp[]): ApiApp => {
  const app = new Hono<ApiEnv>()
  let text = ''
  operation(
    app,
    {
      id: 'getOpenapi',
      method: 'get',
      path: '/openapi.json',
      summary: 'This description, OpenAPI 3.1',
      tag: 'meta',
      answers: { 200: { description: 'The document.' } },
    },
    (c) => {
      text ||= JSON.stringify(openapiOf([...groups, app].flatMap(operationsOf), API_VERSION))
      return c.body(text, 200, { 'content-type': 'application/json' })
    },
  )
  return app
}

/** Nothing is done for a caller that nobody knows. */
const identify = (deps: ApiDeps) => async (c: ApiContext, next: () => Promise<void>) => {
  const principal = principalOf(c.env?.requestContext)
  if (!principal)
    throw new HttpProblem(401, 'UNAUTHENTICATED', 'the request names nobody who calls: sign it, or send a bearer token')
  c.set('principal', principal)
  c.set('tenancy', await deps.access(principal))
  await next()
}

const JOBS = [createJobRoutes, listJobsRoutes, jobLifeRoutes, jobLogsRoutes, jobEventsRoutes]

/**
 * The HTTP API: every group of routes behind the check of who calls, every refusal as problem+json, and one document that
 * describes it all.
 *
 * @param others groups of routes beside those of jobs
 */
export const createApi = (deps: ApiDeps, others: readonly ApiApp[] = []): ApiApp => {
  const groups = [...JOBS.map((group) => group(deps)), ...others]
  const app = new Hono<ApiEnv>()
  app.use(identify(deps))
  for (const group of [...groups, openapiRoutes(groups)]) app.route('/', group)
  app.notFound((c) => respond(toProblem(notFound(`${c.req.method} ${c.req.path}`), c.req.path)))
  app.onError((error, c) => {
    const problem = toProblem(error, c.req.path)
    const level = problem.status < 500 ? 'info' : error instanceof TransientError ? 'warn' : 'error'
    deps.log[level]('request refused', { path: c.req.path, status: problem.status, code: problem.code, error })
    return respond(problem)
  })
  return app
}
