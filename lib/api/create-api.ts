import { Hono } from 'hono'
import { TransientError } from '../errors/sparkdrop-error.ts'
import type { ApiDeps } from './api-deps.ts'
import { createJobRoutes } from './create-job-routes.ts'
import { HttpProblem } from './http-problem.ts'
import { jobEventsRoutes } from './job-events-routes.ts'
import { jobLifeRoutes } from './job-life-routes.ts'
import { jobLogsRoutes } from './job-logs-routes.ts'
import { listJobsRoutes } from './list-jobs-routes.ts'
import { batchesRoutes } from './livy/batches-routes.ts'
import { explainMissing, isLivyPath, livyRefusal } from './livy/livy-refusal.ts'
import { openapiOf } from './openapi.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation, operationsOf } from './operation.ts'
import { principalOf } from './principal.ts'
import { toProblem } from './problem-json.ts'
import { uploadsRoutes } from './uploads-routes.ts'

/** Of the API, not of the package: it grows with what is added to `/v1`. */
const API_VERSION = '1.0.0'

const RETRY_AFTER_SECONDS = '2'

/** As problem+json, or as Livy's clients expect it. */
const refuse = (error: unknown, path: string): Response => {
  const problem = toProblem(error, path)
  const { status, body } = isLivyPath(path) ? livyRefusal(problem) : { status: problem.status, body: problem }
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': isLivyPath(path) ? 'application/json' : 'application/problem+json',
      ...(status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {}),
    },
  })
}

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

/** Whose job a line of the log is about, as every line says that is about one. */
const jobOf = (path: string): { readonly jobId?: string } => {
  const [, jobId] = /^\/v1\/jobs\/([0-9a-f]{32})(?:\/|$)/.exec(path) ?? []
  return jobId === undefined ? {} : { jobId }
}

const JOBS = [
  createJobRoutes,
  listJobsRoutes,
  jobLifeRoutes,
  jobLogsRoutes,
  jobEventsRoutes,
  batchesRoutes,
  uploadsRoutes,
]

/**
 * The HTTP API: every group of routes behind the check of who calls, every refusal as problem+json, and one document that
 * describes it all.
 *
 * @param others groups of routes beside those of jobs
 */
export const createApi = (deps: ApiDeps, others: readonly ApiApp[] = []): ApiApp => {
  const groups = [...JOBS.map((group) => group(deps)), ...others]
  // Some clients put a slash too many between the API's URL and the path.
  const app = new Hono<ApiEnv>({ getPath: ({ url }) => new URL(url).pathname.replace(/^\/+/, '/') })
  app.use(identify(deps))
  for (const group of [...groups, openapiRoutes(groups)]) app.route('/', group)
  app.notFound((c) => refuse(explainMissing(c.req.method, c.req.path), c.req.path))
  app.onError((error, c) => {
    const { status, code } = toProblem(error, c.req.path)
    const level = status < 500 ? 'info' : error instanceof TransientError ? 'warn' : 'error'
    deps.log[level]('request refused', { path: c.req.path, ...jobOf(c.req.path), status, code, error })
    return refuse(error, c.req.path)
  })
  return app
}
