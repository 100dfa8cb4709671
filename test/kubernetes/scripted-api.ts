import type { HttpRequest, HttpResponse, HttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { ByteStream } from '../fakes/byte-stream.ts'

type Step = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

const encoder = new TextEncoder()

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text)
}

/** An answer with a JSON body. */
export const answer =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Step =>
  () => ({ status, headers, body: bytesOf(typeof body === 'string' ? body : JSON.stringify(body)) })

/** An error `Status`, as the API server answers. */
export const status = (code: number, reason: string, headers: Record<string, string> = {}): Step =>
  answer({ kind: 'Status', code, reason, message: `${reason} happened` }, code, headers)

/** A connection that fails. */
export const broken =
  (code = 'ECONNRESET'): Step =>
  () => {
    throw Object.assign(new Error(`read ${code}`), { code })
  }

/** A request that nobody answers. */
export const silence: Step = ({ signal }) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason))
  })

export const list = (items: readonly unknown[], resourceVersion: string, next?: string): Step =>
  answer({ kind: 'PodList', metadata: { resourceVersion, ...(next ? { continue: next } : {}) }, items })

/** A watch whose lines the test sends. */
export class ScriptedWatch {
  readonly #stream = new ByteStream()
  /** True when the client has gone away. */
  aborted = false

  send(...events: readonly { type: string; object: unknown }[]): void {
    for (const event of events) this.text(`${JSON.stringify(event)}\n`)
  }

  text(text: string): void {
    this.#stream.put(encoder.encode(text))
  }

  end(): void {
    this.#stream.put(undefined)
  }

  fail(code = 'ECONNRESET'): void {
    this.#stream.put(Object.assign(new Error(`read ${code}`), { code }))
  }

  readonly step: Step = ({ signal }) => {
    signal.addEventListener('abort', () => {
      this.aborted = true
      this.#stream.put(new Error('aborted'))
    })
    return { status: 200, headers: {}, body: this.#stream.bytes() }
  }
}

/** An API server that answers each request by the next step of a script, and after the last one not at all. */
export class ScriptedApi implements HttpTransport {
  readonly requests: HttpRequest[] = []
  readonly authorizations: (string | undefined)[] = []
  readonly #steps: Step[]

  constructor(...steps: readonly Step[]) {
    this.#steps = [...steps]
  }

  add(...steps: readonly Step[]): this {
    this.#steps.push(...steps)
    return this
  }

  async send(request: HttpRequest, credentials: { headers: Readonly<Record<string, string>> }): Promise<HttpResponse> {
    this.requests.push(request)
    this.authorizations.push(credentials.headers.authorization)
    return (this.#steps.shift() ?? silence)(request)
  }

  close(): void {}

  /** The query parameters of the request of this number. */
  query(index: number): Record<string, string> {
    return Object.fromEntries(new URL(this.requests.at(index)?.path ?? '/', 'http://api').searchParams)
  }
}
