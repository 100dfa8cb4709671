import { InvalidJobError, isRetryable, TransientError } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import { ApiError, type Problem } from './api-error.ts'

export type QueryValue = string | number | boolean | readonly string[] | undefined

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's URL, from `/v1` on, each part of it encoded. */
  readonly path: string
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Aborts where nobody waits for this one any more. */
  readonly signal?: AbortSignal
}

/** Says who calls: the headers to send, those given included. */
export type Authorize = (request: {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}) => Promise<Readonly<Record<string, string>>>

export interface ApiAccess {
  /** URL of the API, with or without a path. */
  readonly url: string
  readonly authorize: Authorize
  readonly timers: Timers
  /** Aborts where the person has had enough. */
  readonly signal: AbortSignal
}

const TIMEOUT_MS = 40_000
const TRIES = 5
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 10_000

/** Whether the request may be sent twice: a POST only with a key that makes the second one mean the first. */
const mayRepeat = ({ method, headers = {} }: ApiRequest): boolean =>
  method !== 'POST' || Object.keys(headers).some((name) => name.toLowerCase() === 'idempotency-key')

const asProblem = (text: string): Problem => {
  try {
    const value: unknown = JSON.parse(text)
    // API Gateway itself says {"message": "…"}.
    if (typeof value === 'object' && value !== null)
      return { detail: (value as { message?: string }).message, ...value } as Problem
  } catch {
    // What is no JSON is told as it is.
  }
  return text.trim() === '' ? {} : { detail: text.trim().slice(0, 500) }
}

const pauseOf = (attempt: number, answer: Response | undefined): number => {
  const asked = Number(answer?.headers.get('retry-after'))
  const doubled = FIRST_PAUSE_MS * 2 ** attempt
  return Math.min(Number.isFinite(asked) && asked > 0 ? asked * 1000 : doubled, LONGEST_PAUSE_MS)
}

/** Calls the HTTP API of a deployed stack. */
export class ApiClient {
  readonly url: string
  readonly #access: ApiAccess

  constructor(access: ApiAccess) {
    this.url = access.url.replace(/\/+$/, '')
    this.#access = access
  }

  /**
   * The JSON that the API answers with; undefined for an empty answer. What passes is tried again where that is safe.
   * @throws ApiError where the API refuses; InvalidJobError NOT_THE_API; TransientError API_UNREACHABLE; the signal's reason
   */
  async json(request: ApiRequest): Promise<unknown> {
    const answer = await this.send(request)
    const text = await answer.text()
    if (text === '') return undefined
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new InvalidJobError('NOT_THE_API', `${this.url} answers, but not with JSON: is it sparkdrop's API?`, {
        cause,
      })
    }
  }

  /** The answer itself, where it is a success. Throws as `json` does. */
  async send(request: ApiRequest): Promise<Response> {
    const { timers } = this.#access
    const signal = this.#stop(request)
    for (let attempt = 0; ; attempt++) {
      let answer: Response | undefined
      let failure: unknown
      try {
        answer = await this.#call(request)
        if (answer.ok) return answer
        failure = new ApiError(answer.status, asProblem(await answer.text()))
      } catch (error) {
        signal.throwIfAborted()
        failure = error
      }
      if (!isRetryable(failure) || !mayRepeat(request) || attempt + 1 >= TRIES) throw failure
      await timers.sleep(pauseOf(attempt, answer), signal)
      signal.throwIfAborted()
    }
  }

  #stop({ signal }: ApiRequest): AbortSignal {
    return signal === undefined ? this.#access.signal : AbortSignal.any([this.#access.signal, signal])
  }

  async #call(request: ApiRequest): Promise<Response> {
    const { method, path, query = {}, body: value, headers = {} } = request
    const url = new URL(`${this.url}${path}`)
    for (const [name, given] of Object.entries(query))
      for (const each of [given].flat()) if (each !== undefined) url.searchParams.append(name, String(each))
    const body = value === undefined ? undefined : JSON.stringify(value)
    const sent = {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    }
    const authorized = await this.#access.authorize({
      method,
      url,
      headers: sent,
      ...(body === undefined ? {} : { body }),
    })
    const signal = AbortSignal.any([this.#stop(request), AbortSignal.timeout(TIMEOUT_MS)])
    try {
      return await fetch(url, { method, headers: authorized, signal, ...(body === undefined ? {} : { body }) })
    } catch (cause) {
      const problem = (cause as { cause?: Error }).cause?.message ?? (cause as Error).message
      throw new TransientError('API_UNREACHABLE', `${this.url} does not answer: ${problem}`, { cause })
    }
  }
}
