import { Hono } from 'hono'
import * as z from 'zod'
import { type LogPart, type LogPosition, readDriverLog } from '../jobs/read-driver-log.ts'
import type { ApiDeps } from './api-deps.ts'
import { waitSchema } from './job-events-routes.ts'
import { longPoll } from './long-poll.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from './operation.ts'
import { demandJob } from './tenancy.ts'

const encode = ({ attempt, time }: LogPosition): string => Buffer.from(`${attempt} ${time}`).toString('base64url')

const decode = (text: string): LogPosition => {
  const [attempt, time = ''] = Buffer.from(text, 'base64url').toString().split(' ')
  return { attempt: Number(attempt), time }
}

/** Opaque to callers, so that what it holds can change. */
const cursorSchema = z
  .string()
  .refine(
    (text) => /^[1-9]\d* (\d{4}-[-0-9:.TZ+]+)?$/.test(Buffer.from(text, 'base64url').toString()),
    'must be the `next` of an earlier answer',
  )
  .transform(decode)

const querySchema = z.strictObject({
  cursor: cursorSchema.optional().describe('the `next` of an earlier answer: only what came after'),
  tail: z.coerce
    .number<string>()
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('only so many of the last lines, without a cursor'),
  wait: waitSchema,
})

const logSchema = z.object({
  lines: z.array(z.string()),
  attempt: z.int().describe('whose driver it is'),
  next: z.string().describe('to be sent as `cursor` for what comes later'),
  ended: z.boolean().describe('whether nothing comes later'),
  message: z.string().optional().describe('where the driver and its log are gone: what the record has of its end'),
})

interface JobLog {
  readonly part: LogPart
  readonly message: string | undefined
}

const asText = (c: ApiContext, { part, message }: JobLog): Response => {
  const next = encode(part.position)
  const lines = part.isGone && part.ended && message ? [message] : part.lines
  return c.text(lines.map((line) => `${line}\n`).join(''), 200, {
    Link: `<${c.req.path}?cursor=${next}>; rel="next"`,
    'Sparkdrop-Log-Next': next,
    'Sparkdrop-Log-Ended': String(part.ended),
  })
}

const asJson = (c: ApiContext, { part, message }: JobLog): Response =>
  c.json({
    lines: part.lines,
    attempt: part.position.attempt,
    next: encode(part.position),
    ended: part.ended,
    ...(part.isGone && message ? { message } : {}),
  })

const wantsText = (c: ApiContext): boolean => /^text\//.test(c.req.header('accept') ?? '')

/** `GET /v1/jobs/{jobId}/logs`. */
export const jobLogsRoutes = (deps: ApiDeps): ApiApp => {
  const app = new Hono<ApiEnv>()
  const poll = { monotonic: () => deps.clock.monotonic(), sleep: deps.sleep }
  operation(
    app,
    {
      id: 'readJobLog',
      method: 'get',
      path: '/v1/jobs/:jobId/logs',
      summary: "The driver's log, part by part; as text/plain where the Accept header asks for that",
      tag: 'jobs',
      query: querySchema,
      answers: { 200: { description: 'What there is; nothing where nothing came in time.', schema: logSchema } },
    },
    async (c, { query: { cursor, tail, wait } }) => {
      const read = { ...(cursor ? { after: cursor } : {}), ...(tail === undefined ? {} : { tailLines: tail }) }
      const look = async (): Promise<JobLog> => {
        const job = await demandJob(deps.store, c.get('tenancy'), c.req.param('jobId') ?? '')
        return { part: await readDriverLog(deps.clusterOf, job, read), message: job.message }
      }
      const seen = await longPoll(poll, wait, look, ({ part }) => part.lines.length > 0 || part.ended)
      return wantsText(c) ? asText(c, seen) : asJson(c, seen)
    },
  )
  return app
}
