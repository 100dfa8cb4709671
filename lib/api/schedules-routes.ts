import { Hono } from 'hono'
import * as z from 'zod'
import { namespaceSchema } from '../../events/job-request.ts'
import { type ScheduleSpec, scheduleNameSchema, scheduleSpecSchema } from '../../events/schedule.ts'
import { deleteSchedule, pauseSchedule } from '../jobs/schedules/change-schedule.ts'
import { withStates } from '../jobs/schedules/fire-schedule.ts'
import type { FiringQueue } from '../jobs/schedules/firing-queue.ts'
import { putSchedule } from '../jobs/schedules/put-schedule.ts'
import { runNow } from '../jobs/schedules/run-now.ts'
import type { Schedule, ScheduleKey } from '../jobs/schedules/schedule.ts'
import type { ScheduleStore } from '../jobs/schedules/schedule-store.ts'
import type { Schedules } from '../jobs/schedules/schedules.ts'
import type { ApiDeps } from './api-deps.ts'
import { invalid, notFound } from './http-problem.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from './operation.ts'
import { schedulePageSchema, scheduleViewSchema, summaryOfSchedule, viewOfSchedule } from './schedule-view.ts'
import { demandNamespace, maySee } from './tenancy.ts'

/** What the routes of schedules work with. */
export interface ScheduleApiDeps extends Pick<ApiDeps, 'store' | 'clock' | 'log' | 'check'> {
  readonly schedules: ScheduleStore
  readonly scheduler: Schedules
  readonly firings: FiringQueue
}

const PATH = '/v1/schedules/:namespace/:name'
const TAG = 'schedules'

const keySchema = z.object({ namespace: namespaceSchema, name: scheduleNameSchema })

const querySchema = z.strictObject({
  namespace: namespaceSchema.optional(),
  limit: z.coerce.number<string>().int().min(1).max(100).default(50),
  cursor: z
    .string()
    .regex(/^[-a-z0-9]+\/[-a-z0-9]+$/, 'must be the `next` of an earlier answer')
    .optional()
    .describe('the `next` of the page before'),
})

const askedRunSchema = z.object({
  at: z.string().describe('its scheduled time'),
  jobId: z.string().describe('the job that it becomes, unless the concurrency policy forbids it: the history tells'),
})

const named = ({ namespace, name }: ScheduleKey): string => `schedule ${namespace}/${name}`

/** The schedule that the path names, of a namespace that the caller may see. Throws HttpProblem 400, 404. */
const keyOf = (c: ApiContext): ScheduleKey => {
  const key = keySchema.safeParse(c.req.param())
  if (!key.success) throw invalid(400, 'path', key.error)
  if (!maySee(c.get('tenancy'), key.data.namespace)) throw notFound(named(key.data))
  return key.data
}

const answer = { schema: scheduleViewSchema }

/** `/v1/schedules`: put, list, get, delete, pause, resume, run. */
export const schedulesRoutes = (deps: ScheduleApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  const put = { ...deps, checkJob: deps.check }
  const show = async (c: ApiContext, schedule: Schedule, status: 200 | 201 = 200): Promise<Response> => {
    const history = await withStates(deps.store, schedule.firings)
    return c.json(viewOfSchedule(schedule, history, deps.clock.now()), status)
  }

  operation(
    app,
    {
      id: 'putSchedule',
      method: 'put',
      path: PATH,
      summary: 'Make a schedule, or change it to this',
      tag: TAG,
      body: scheduleSpecSchema,
      answers: {
        201: { description: 'It was made.', ...answer },
        200: { description: 'It was there, and is so now.', ...answer },
      },
      refusals: [403],
    },
    async (c, { body }) => {
      const key = keySchema.safeParse(c.req.param())
      if (!key.success) throw invalid(400, 'path', key.error)
      demandNamespace(c.get('tenancy'), key.data.namespace)
      const { schedule, created } = await putSchedule(put, key.data, body as ScheduleSpec)
      return show(c, schedule, created ? 201 : 200)
    },
  )

  operation(
    app,
    {
      id: 'listSchedules',
      method: 'get',
      path: '/v1/schedules',
      summary: 'List schedules by namespace and name',
      tag: TAG,
      query: querySchema,
      answers: { 200: { description: 'A page; what the caller may not see is left out.', schema: schedulePageSchema } },
    },
    async (c, { query: { namespace, limit, cursor } }) => {
      const query = { limit, ...(namespace ? { namespace } : {}), ...(cursor ? { cursor } : {}) }
      const { schedules, next } = await deps.schedules.list(query)
      const seen = schedules.filter((schedule) => maySee(c.get('tenancy'), schedule.namespace))
      const now = deps.clock.now()
      return c.json({ schedules: seen.map((it) => summaryOfSchedule(it, now)), ...(next ? { next } : {}) })
    },
  )

  operation(
    app,
    {
      id: 'getSchedule',
      method: 'get',
      path: PATH,
      summary: 'A schedule with its history',
      tag: TAG,
      answers: { 200: { description: 'The schedule.', ...answer } },
    },
    async (c) => {
      const key = keyOf(c)
      const schedule = await deps.schedules.get(key)
      if (!schedule || schedule.deleted) throw notFound(named(key))
      return show(c, schedule)
    },
  )

  operation(
    app,
    {
      id: 'deleteSchedule',
      method: 'delete',
      path: PATH,
      summary: 'Delete a schedule; its runs go on',
      tag: TAG,
      answers: { 204: { description: 'It is gone.' } },
    },
    async (c) => {
      const key = keyOf(c)
      if (!(await deleteSchedule(deps, key))) throw notFound(named(key))
      return c.body(null, 204)
    },
  )

  for (const paused of [true, false])
    operation(
      app,
      {
        id: paused ? 'pauseSchedule' : 'resumeSchedule',
        method: 'post',
        path: `${PATH}/${paused ? 'pause' : 'resume'}`,
        summary: paused ? 'Have a schedule not fire until it is resumed' : 'Have a paused schedule fire again',
        tag: TAG,
        answers: { 200: { description: 'It is so.', ...answer } },
      },
      async (c) => {
        const key = keyOf(c)
        const schedule = await pauseSchedule(deps, key, paused)
        if (!schedule) throw notFound(named(key))
        return show(c, schedule)
      },
    )

  operation(
    app,
    {
      id: 'runSchedule',
      method: 'post',
      path: `${PATH}/run`,
      summary: 'Run a schedule now, also where it is paused',
      tag: TAG,
      answers: { 202: { description: 'It is asked for.', schema: askedRunSchema } },
    },
    async (c) => {
      const key = keyOf(c)
      const run = await runNow(deps, key)
      if (!run) throw notFound(named(key))
      return c.json(run, 202)
    },
  )
  return app
}
