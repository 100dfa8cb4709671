import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { KubernetesError, type KubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'

/** Where an API server is and how to be let in. */
export interface ApiServerAddress {
  readonly url: string
  readonly token?: string
  /** PEM of the authority that signed the API server's certificate. */
  readonly ca?: string
}

export interface ApiRequest {
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly contentType?: string
  readonly signal?: AbortSignal
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: T
}

const statusOf = (body: string, code: number): KubernetesStatus => {
  try {
    const status = JSON.parse(body) as Partial<KubernetesStatus>
    return { ...status, code }
  } catch {
    return { code, message: body.slice(0, 500) }
  }
}

/** The few verbs that a node speaks to its API server. */
export class ApiClient {
  readonly #url: URL
  readonly #headers: Record<string, string>
  readonly #agent: HttpAgent | HttpsAgent
  readonly #streams: HttpAgent | HttpsAgent

  constructor({ url, token, ca }: ApiServerAddress) {
    this.#url = new URL(url)
    this.#headers = { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const agent = (keepAlive: boolean) =>
      this.#url.protocol === 'https:'
        ? new HttpsAgent({ keepAlive, ...(ca ? { ca } : {}) })
        : new HttpAgent({ keepAlive })
    this.#agent = agent(true)
    this.#streams = agent(false)
  }

  /** @throws KubernetesError for an error `Status`, TransientError where there is no answer */
  async call<T>(method: string, path: string, options: ApiRequest = {}): Promise<T> {
    const answer = await this.#send(method, path, options, this.#agent)
    return JSON.parse(await text(answer)) as T
  }

  /**
   * The stream of changes, until the server or `signal` ends it.
   *
   * @throws KubernetesError for an error at the start or within the stream (410 where the version is too old)
   */
  async *watch<T>(path: string, query: Record<string, string>, signal: AbortSignal): AsyncGenerator<WatchEvent<T>> {
    const options = { query: { ...query, watch: 'true' }, signal }
    const stream = await this.#send('GET', path, options, this.#streams)
    try {
      for await (const line of createInterface({ input: stream })) {
        const event = JSON.parse(line) as WatchEvent<T> | { type: 'ERROR'; object: KubernetesStatus }
        if (event.type === 'ERROR') throw new KubernetesError(event.object, `watch ${path}`)
        yield event
      }
    } finally {
      stream.destroy()
    }
  }

  /** Ends connections that are kept open for later. */
  close(): void {
    this.#agent.destroy()
    this.#streams.destroy()
  }

  async #send(method: string, path: string, options: ApiRequest, agent: HttpAgent): Promise<IncomingMessage> {
    const url = new URL(`${path}?${new URLSearchParams(options.query)}`, this.#url)
    const body = options.body === undefined ? undefined : Buffer.from(JSON.stringify(options.body))
    const contentType = options.contentType ?? 'application/json'
    const headers = {
      ...this.#headers,
      ...(body ? { 'content-type': contentType, 'content-length': String(body.length) } : {}),
    }
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { signal } = options
      const sent = request(url, { method, headers, agent, ...(signal ? { signal } : {}) }, resolve)
      sent.on('error', (cause) =>
        reject(new TransientError('API_SERVER_SILENT', `${method} ${path}: ${cause.message}`, { cause })),
      )
      sent.end(body)
    })
    const code = answer.statusCode ?? 0
    if (code >= 300) throw new KubernetesError(statusOf(await text(answer), code), `${method} ${path}`)
    return answer
  }
}
