import { randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface ServerAccess {
  readonly url: string
  readonly token?: string
  /** PEM of the certificate authority, where the server speaks TLS. */
  readonly ca?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are JSON of many shapes, and a wrong guess fails the test anyway
  readonly body: any
}

export interface Sent {
  readonly body?: unknown
  readonly contentType?: string
  readonly accept?: string
  readonly userAgent?: string
}

export interface WatchEvent {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly object: any
}

export interface Place {
  readonly namespace: string
  /** Of the collection. */
  readonly path: string
  readonly name: string
}

export interface OpenWatch {
  /** The next event; rejects where none comes in time. */
  next(): Promise<WatchEvent>
  /** Every event until the server ends the watch. */
  rest(): Promise<WatchEvent[]>
  close(): void
}

const PATIENCE = 15_000

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A Kubernetes API server that a contract is tried on, be it the embedded one or a real one. */
export class ApiUnderTest {
  private readonly access: ServerAccess
  private readonly namespaces: string[] = []
  private shared: Promise<string> | undefined

  constructor(access: ServerAccess) {
    this.access = access
  }

  async request(method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const response = await this.open(method, path, sent)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    return { status: response.statusCode ?? 0, headers: response.headers, text, body: parsed(text) }
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path)
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.request('POST', path, { body })
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.request('PUT', path, { body })
  }

  delete(path: string, body?: unknown): Promise<Answer> {
    return this.request('DELETE', path, body === undefined ? {} : { body })
  }

  merge(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, { body, contentType: 'application/merge-patch+json' })
  }

  strategic(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, { body, contentType: 'application/strategic-merge-patch+json' })
  }

  jsonPatch(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, { body, contentType: 'application/json-patch+json' })
  }

  apply(path: string, manager: string, body: unknown, force = false): Promise<Answer> {
    const query = `fieldManager=${manager}${force ? '&force=true' : ''}`
    return this.request('PATCH', `${path}?${query}`, { body, contentType: 'application/apply-patch+yaml' })
  }

  /** Opens a watch; `query` without `watch=1`. */
  async watch(path: string, query = ''): Promise<OpenWatch> {
    const response = await this.open('GET', `${path}?watch=1${query === '' ? '' : `&${query}`}`, {})
    return new WatchReader(response)
  }

  /** Where a test may put an object: a namespace that tests share, and a name that is its own. */
  async place(plural: string, group = ''): Promise<Place> {
    this.shared ??= this.newNamespace()
    const namespace = await this.shared
    const root = group === '' ? '/api/v1' : `/apis/${group}/v1`
    return { namespace, path: `${root}/namespaces/${namespace}/${plural}`, name: `x${randomUUID().slice(0, 8)}` }
  }

  /** A namespace of its own, ready for pods: dear, since a real cluster takes a while to make and to empty one. */
  async newNamespace(): Promise<string> {
    const name = `contract-${randomUUID().slice(0, 8)}`
    await this.post('/api/v1/namespaces', { metadata: { name } })
    this.namespaces.push(name)
    const path = `/api/v1/namespaces/${name}`
    await this.until(async () => (await this.get(`${path}/serviceaccounts/default`)).status === 200)
    await this.until(async () => (await this.get(`${path}/configmaps/kube-root-ca.crt`)).status === 200)
    return name
  }

  async cleanUp(): Promise<void> {
    const emptied = this.namespaces.splice(0).map(async (name) => {
      // No kubelet may be there to finish off pods that were put on nodes.
      await this.delete(`/api/v1/namespaces/${name}/pods`, { gracePeriodSeconds: 0 })
      await this.delete(`/api/v1/namespaces/${name}`)
    })
    await Promise.all(emptied)
  }

  /** Asks again and again, without hammering, until `condition` holds. */
  async until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error('the condition did not come true in time')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  private open(method: string, path: string, sent: Sent): Promise<IncomingMessage> {
    const url = new URL(`${this.access.url}${path}`)
    const payload = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body)
    const options: RequestOptions & { ca?: string } = {
      method,
      headers: {
        'user-agent': sent.userAgent ?? 'contract/1',
        ...(this.access.token === undefined ? {} : { authorization: `Bearer ${this.access.token}` }),
        ...(sent.accept === undefined ? {} : { accept: sent.accept }),
        ...(payload === undefined
          ? {}
          : {
              'content-type': sent.contentType ?? 'application/json',
              'content-length': Buffer.byteLength(payload),
            }),
      },
      ...(this.access.ca === undefined ? {} : { ca: this.access.ca }),
    }
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest
      const request = send(url, options, resolve)
      request.on('error', reject)
      request.end(payload)
    })
  }
}

class WatchReader implements OpenWatch {
  private readonly events: WatchEvent[] = []
  private readonly response: IncomingMessage
  private wake: () => void = () => undefined
  private ended = false

  constructor(response: IncomingMessage) {
    this.response = response
    let pending = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      const lines = (pending + text).split('\n')
      pending = lines.pop() ?? ''
      this.events.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as WatchEvent))
      this.wake()
    })
    for (const event of ['end', 'close', 'error']) {
      response.on(event, () => {
        this.ended = true
        this.wake()
      })
    }
  }

  async next(): Promise<WatchEvent> {
    await this.wait(() => this.events.length > 0 || this.ended)
    const event = this.events.shift()
    if (event === undefined) throw new Error('the watch ended')
    return event
  }

  async rest(): Promise<WatchEvent[]> {
    await this.wait(() => this.ended)
    return this.events.splice(0)
  }

  close(): void {
    this.response.destroy()
  }

  private wait(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no event came in time')), PATIENCE)
      const check = (): void => {
        if (!condition()) return
        clearTimeout(timer)
        this.wake = () => undefined
        resolve()
      }
      this.wake = check
      check()
    })
  }
}
