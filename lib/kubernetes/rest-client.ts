import { isKubernetesStatus, KubernetesError, type KubernetesStatus } from '../errors/kubernetes-error.ts'
import { SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'
import type { ClusterConnection, ClusterCredentials } from './cluster-connection.ts'
import { type HttpResponse, type HttpTransport, NodeHttpTransport } from './http-transport.ts'
import { isTlsTrouble, unreachable } from './network-error.ts'
import { systemTimers, type Timers } from './timers.ts'

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** Default `application/json`. */
  readonly contentType?: string
  /** The form of the answer; default `application/json`. */
  readonly accept?: string
  readonly signal?: AbortSignal
  /** Until the whole answer has come; default the client's. */
  readonly timeoutMs?: number
  /** How long failures are met with another attempt; default the client's. 0: one attempt. */
  readonly retryBudgetMs?: number
  /** Never sent again where it may have been done already: only where the API server says that it did nothing. */
  readonly atMostOnce?: boolean
}

export interface RestClientOptions {
  readonly timers?: Timers
  readonly transport?: HttpTransport
  /** Until the whole answer has come; 0 or less: however long that takes. */
  readonly requestTimeoutMs?: number
  /** From the first attempt to the last. */
  readonly retryBudgetMs?: number
}

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 5_000
const RETRYABLE = new Set([429, 500, 502, 503, 504])

/** A failed attempt: the error to throw, and whether, and after how long, another attempt makes sense. */
interface Failure {
  readonly error: SparkdropError
  readonly again: boolean
  readonly retryAfterMs?: number
}

/**
 * Requests to one API server. Answers that say "later" (429, 5xx) and connections that fail are met with further
 * attempts, spread by chance and no sooner than Retry-After; a 401 with new credentials, once.
 *
 * Everything is attempted again unless the request forbids it, creations too: names are derived, so that a creation
 * which was done though its answer was lost meets 409 AlreadyExists, and the caller adopts what is there.
 */
export class RestClient {
  readonly url: string
  readonly #connection: ClusterConnection
  readonly #transport: HttpTransport
  readonly #timers: Timers
  readonly #requestTimeoutMs: number
  readonly #retryBudgetMs: number

  constructor(connection: ClusterConnection, options: RestClientOptions = {}) {
    this.url = connection.url
    this.#connection = connection
    this.#transport = options.transport ?? new NodeHttpTransport(connection)
    this.#timers = options.timers ?? systemTimers
    this.#requestTimeoutMs = options.requestTimeoutMs ?? 10_000
    this.#retryBudgetMs = options.retryBudgetMs ?? 20_000
  }

  /** The answer's JSON. Throws `KubernetesError` for an error `Status`, `TransientError` where no answer came. */
  async json<T>(request: RestRequest): Promise<T> {
    const text = await this.text(request)
    try {
      return JSON.parse(text) as T
    } catch (cause) {
      throw new TransientError('KUBERNETES_NOT_JSON', `${nameOf(request)}: the answer of ${this.url} is not JSON`, {
        cause,
        details: { answer: text.slice(0, 200) },
      })
    }
  }

  /** The answer as text; errors as `json`. */
  text(request: RestRequest): Promise<string> {
    return this.#attempts(request, readText)
  }

  /** The answer's bytes as they come, without an end to wait for; one attempt, errors as `json`. */
  stream(request: RestRequest): Promise<AsyncIterable<Uint8Array>> {
    return this.#attempts({ ...request, retryBudgetMs: 0 }, async (body) => body)
  }

  close(): void {
    this.#transport.close()
  }

  async #attempts<T>(request: RestRequest, read: (body: HttpResponse['body']) => Promise<T>): Promise<T> {
    const started = this.#timers.monotonic()
    const budget = request.retryBudgetMs ?? this.#retryBudgetMs
    let renewed = false
    for (let delay = FIRST_DELAY_MS; ; delay = Math.min(LONGEST_DELAY_MS, delay * 2)) {
      const outcome = await this.#attempt(request, read)
      if ('value' in outcome) return outcome.value
      if (isKubernetesStatus(outcome.error, 401) && !renewed) {
        renewed = true
        continue
      }
      const wait = Math.max(delay * (0.5 + this.#timers.next()), outcome.retryAfterMs ?? 0)
      if (!outcome.again || this.#timers.monotonic() - started + wait > budget) throw outcome.error
      await this.#timers.sleep(wait, request.signal)
      request.signal?.throwIfAborted()
    }
  }

  async #attempt<T>(
    request: RestRequest,
    read: (body: HttpResponse['body']) => Promise<T>,
  ): Promise<{ readonly value: T } | Failure> {
    // Before the clock starts: a plugin may be asking a person to log in.
    const credentials = await this.#connection.credentials.get()
    const timeout = new AbortController()
    const timeoutMs = request.timeoutMs ?? this.#requestTimeoutMs
    const late = new Error(`no answer within ${timeoutMs} ms`)
    const timer = timeoutMs > 0 ? setTimeout(() => timeout.abort(late), timeoutMs) : undefined
    try {
      const answer = await this.#send(request, credentials, timeout.signal)
      if (answer.status < 400) return { value: await read(answer.body) }
      if (answer.status === 401) this.#connection.credentials.invalidate(credentials)
      return refused(request, answer, await readText(answer.body))
    } catch (error) {
      if (error instanceof SparkdropError || request.signal?.aborted) throw error
      const cause = timeout.signal.aborted ? late : error
      return {
        error: unreachable(nameOf(request), this.url, cause),
        again: !request.atMostOnce && !isTlsTrouble(error),
      }
    } finally {
      clearTimeout(timer)
    }
  }

  #send(request: RestRequest, credentials: ClusterCredentials, timeout: AbortSignal): Promise<HttpResponse> {
    const hasBody = request.body !== undefined
    return this.#transport.send(
      {
        method: request.method,
        path: request.path + queryOf(request.query),
        headers: {
          accept: request.accept ?? 'application/json',
          'user-agent': 'sparkdrop',
          ...(hasBody ? { 'content-type': request.contentType ?? 'application/json' } : {}),
        },
        ...(hasBody ? { body: JSON.stringify(request.body) } : {}),
        signal: request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]),
      },
      credentials,
    )
  }
}

const nameOf = ({ method, path }: RestRequest): string => `${method} ${path}`

function queryOf(query: RestRequest['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const pairs = given.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The failure that an error answer stands for. */
function refused(request: RestRequest, { status: code, headers }: HttpResponse, text: string): Failure {
  const status = statusOf(code, text)
  // A creation in conflict with nothing of its name lost a race for the namespace's quota: it may win the next one.
  const lostRace = request.method === 'POST' && code === 409 && status.reason === 'Conflict'
  const seconds = Number(headers['retry-after'])
  const later = seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}
  return {
    error: new KubernetesError(status, nameOf(request), { details: later }),
    again: lostRace || (request.atMostOnce ? code === 429 : RETRYABLE.has(code)),
    ...later,
  }
}

/** A proxy or a load balancer answers in its own words: then they are the message. */
function statusOf(code: number, text: string): KubernetesStatus {
  try {
    const { reason, message } = JSON.parse(text) as { reason?: string; message?: string }
    return { code, ...(reason ? { reason } : {}), ...(message ? { message } : {}) }
  } catch {
    return { code, message: `HTTP ${code} ${text.slice(0, 200).trim()}`.trim() }
  }
}
