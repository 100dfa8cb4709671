import { Hono } from 'hono'
import * as z from 'zod'
import { jobReasonSchema, jobStateSchema } from '../../events/job-state.ts'
import type { DeadLetter } from '../jobs/dead-letters/dead-letter.ts'
import { dropLetters, listLetters, redriveLetters } from '../jobs/dead-letters/handle-letters.ts'
import type { DeadLetters, Sweep } from '../jobs/dead-letters/sweep-letters.ts'
import { HttpProblem, notFound } from './http-problem.ts'
import { type ApiApp, type ApiContext, type ApiEnv, operation } from './operation.ts'
import { maySee } from './tenancy.ts'

const summarySchema = z.object({
  queue: z.string().describe('the queue that it came from'),
  id: z.string().describe('stays when it is sent again and comes back'),
  about: z.string(),
  code: z.string().optional().describe('of the last failure, for programs; absent where the function died'),
  reason: z.string().describe('the last failure, for a person'),
  failedAt: z.string().optional(),
  sentAt: z.string(),
  namespace: z.string().optional(),
  jobId: z.string().optional(),
  job: z
    .object({
      state: jobStateSchema,
      reason: jobReasonSchema.optional(),
      message: z.string().optional(),
      updatedAt: z.string(),
    })
    .optional()
    .describe('how the record of its job is'),
})

const letterSchema = summarySchema.extend({ body: z.string().describe('the message, as it was sent') })

const sweptSchema = z.object({
  deadLetters: z.array(summarySchema),
  more: z.boolean().describe('whether there may be more: call again'),
})

const listQuery = z.strictObject({
  queue: z.string().optional().describe('only those that came from this queue'),
  limit: z.coerce.number<string>().int().min(1).max(100).default(50),
})

const chosenSchema = z
  .strictObject({
    queue: z.string().optional().describe('only those that came from this queue'),
    ids: z.array(z.string().min(1)).min(1).max(100).optional(),
    all: z.literal(true).optional(),
  })
  .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), 'must have either ids or all')

const LIMIT = 500

/** Letters that cannot be told to be anybody's are for those who see everything. */
const isVisible = (c: ApiContext, { namespace }: DeadLetter): boolean => maySee(c.get('tenancy'), namespace ?? '')

const summaryOf = ({ body: _body, ...summary }: DeadLetter): z.output<typeof summarySchema> =>
  summary as z.output<typeof summarySchema>

const demandQueue = ({ deadLetters }: DeadLetters, queue: string | undefined): void => {
  if (queue === undefined || Object.hasOwn(deadLetters, queue)) return
  const message = `there is no queue "${queue}": expected one of ${Object.keys(deadLetters).join(', ')}`
  throw new HttpProblem(400, 'NO_SUCH_QUEUE', message, [{ path: 'queue', message }])
}

const inQueue = (queue: string | undefined): Pick<Sweep, 'queue'> => (queue === undefined ? {} : { queue })

/** `/v1/dead-letters`: messages that nobody could handle, why, and what to do with them. */
export const deadLetterRoutes = (deps: DeadLetters): ApiApp => {
  const app = new Hono<ApiEnv>()
  operation(
    app,
    {
      id: 'listDeadLetters',
      method: 'get',
      path: '/v1/dead-letters',
      summary: 'List the messages that were given up, and why',
      tag: 'dead letters',
      query: listQuery,
      answers: { 200: { description: 'Oldest first.', schema: sweptSchema } },
    },
    async (c, { query: { queue, limit } }) => {
      demandQueue(deps, queue)
      const isMeant = (letter: DeadLetter): boolean => isVisible(c, letter)
      const { letters, more } = await listLetters(deps, { ...inQueue(queue), isMeant, limit })
      return c.json({ deadLetters: letters.map(summaryOf), more })
    },
  )
  operation(
    app,
    {
      id: 'getDeadLetter',
      method: 'get',
      path: '/v1/dead-letters/:id',
      summary: 'A message that was given up, whole',
      tag: 'dead letters',
      answers: { 200: { description: 'The letter.', schema: letterSchema } },
    },
    async (c) => {
      const id = c.req.param('id') ?? ''
      const isMeant = (letter: DeadLetter): boolean => letter.id === id && isVisible(c, letter)
      const [letter] = (await listLetters(deps, { isMeant, limit: 1 })).letters
      if (letter === undefined) throw notFound(`dead letter ${id}, or it is held by another call for up to a minute`)
      return c.json(letter)
    },
  )
  for (const { name, summary, handle } of [
    {
      name: 'redrive',
      summary: 'Send messages that were given up again, to where they came from',
      handle: redriveLetters,
    },
    { name: 'drop', summary: 'Delete messages that were given up', handle: dropLetters },
  ] as const)
    operation(
      app,
      {
        id: `${name}DeadLetters`,
        method: 'post',
        path: `/v1/dead-letters/${name}`,
        summary,
        tag: 'dead letters',
        body: chosenSchema,
        answers: { 200: { description: 'Those that it was done with.', schema: sweptSchema } },
      },
      async (c, { body: { queue, ids } }) => {
        demandQueue(deps, queue)
        const isMeant = (letter: DeadLetter): boolean => (ids?.includes(letter.id) ?? true) && isVisible(c, letter)
        const { letters, more } = await handle(deps, { ...inQueue(queue), isMeant, limit: LIMIT })
        return c.json({ deadLetters: letters.map(summaryOf), more: ids === undefined && more })
      },
    )
  return app
}
