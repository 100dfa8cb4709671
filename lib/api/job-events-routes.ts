import { Hono } from 'hono'
import * as z from 'zod'
import type { ApiDeps } from './api-deps.ts'
import { eventsOf, jobEventsSchema } from './job-view.ts'
import { LONGEST_WAIT_SECONDS, longPoll } from './long-poll.ts'
import { type ApiApp, type ApiEnv, operation } from './operation.ts'
import { demandJob } from './tenancy.ts'

/** How long an answer may be waited for. */
export const waitSchema = z.coerce
  .number<string>()
  .int()
  .min(0)
  .max(LONGEST_WAIT_SECONDS)
  .default(0)
  .describe('seconds to wait for something new')

const querySchema = z.strictObject({
  after: z.coerce.number<string>().int().min(0).default(0).describe('the `next` of an earlier answer'),
  wait: waitSchema,
})

/** `GET /v1/jobs/{jobId}/events`. */
export const jobEventsRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  const poll = { monotonic: () => deps.clock.monotonic(), sleep: deps.sleep }
  operation(
    app,
    {
      id: 'listJobEvents',
      method: 'get',
      path: '/v1/jobs/:jobId/events',
      summary: "The steps of a job's way",
      tag: 'jobs',
      query: querySchema,
      answers: { 200: { description: 'What came after; none where nothing came in time.', schema: jobEventsSchema } },
    },
    async (c, { query: { after, wait } }) => {
      const look = async () =>
        eventsOf(await demandJob(deps.store, c.get('tenancy'), c.req.param('jobId') ?? ''), after)
      return c.json(await longPoll(poll, wait, look, ({ events, ended }) => events.length > 0 || ended))
    },
  )
  return app
}
