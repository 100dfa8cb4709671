import type { Context, Hono } from 'hono'
import * as z from 'zod'
import { HttpProblem, invalid } from './http-problem.ts'
import type { Principal } from './principal.ts'
import type { Tenancy } from './tenancy.ts'

/** What hono knows of each call: API Gateway's request context, and who calls. */
export interface ApiEnv {
  Bindings: { readonly requestContext?: unknown }
  Variables: { principal: Principal; tenancy: Tenancy }
}

export type ApiApp = Hono<ApiEnv>
export type ApiContext = Context<ApiEnv>

export interface Answer {
  readonly description: string
  /** What the body is; absent: there is none. */
  readonly schema?: z.ZodType
  /** Absent: `application/json`. */
  readonly mediaType?: string
  /** Name and description of headers that matter. */
  readonly headers?: Readonly<Record<string, string>>
}

/** One thing that the API does: what is checked before, and what the OpenAPI document says of it. */
export interface Operation<Q extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly id: string
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** With `:name` for what varies. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** Of the query: an object of what each name may be. */
  readonly query?: Q
  readonly body?: B
  /** Headers of the request that matter, and what they are for. */
  readonly headers?: Readonly<Record<string, string>>
  readonly answers: Readonly<Record<number, Answer>>
  /** Statuses of refusals beside those that every operation may answer with. */
  readonly refusals?: readonly number[]
}

export interface Input<Q extends z.ZodType, B extends z.ZodType> {
  readonly query: z.output<Q>
  readonly body: z.output<B>
}

const operations = new WeakMap<object, Operation[]>()

/** The operations that were added to the app, in that order. */
export const operationsOf = (app: ApiApp): readonly Operation[] => operations.get(app) ?? []

/** A name that is given several times, or with commas, is a list. */
const readQuery = (c: ApiContext, schema: z.ZodType): unknown => {
  const given = Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]])
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (!parsed.success) throw invalid(400, 'query', parsed.error)
  return parsed.data
}

const readBody = async (c: ApiContext, schema: z.ZodType): Promise<unknown> => {
  const text = await c.req.text()
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch (error) {
    const message = `must be JSON: ${(error as Error).message}`
    throw new HttpProblem(400, 'INVALID_JSON', `body: ${message}`, [{ path: 'body', message }])
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw invalid(422, 'body', parsed.error)
  return parsed.data
}

const nothing = z.strictObject({})

/**
 * Adds an operation to a group's app: query and body are checked by its schemas before it is called, and refused with the
 * path and what was expected there.
 */
export const operation = <Q extends z.ZodType = typeof nothing, B extends z.ZodType = z.ZodUndefined>(
  app: ApiApp,
  spec: Operation<Q, B>,
  handle: (c: ApiContext, input: Input<Q, B>) => Response | Promise<Response>,
): void => {
  operations.set(app, [...operationsOf(app), spec as unknown as Operation])
  app.on(spec.method, [spec.path], async (c) => {
    const query = readQuery(c, spec.query ?? nothing) as z.output<Q>
    const body = (spec.body ? await readBody(c, spec.body) : undefined) as z.output<B>
    return handle(c, { query, body })
  })
}
