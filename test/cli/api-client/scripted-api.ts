import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface SeenRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ScriptedAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

/** A server that gives these answers one after the other, and the last one for ever; it remembers what it was asked. */
export class ScriptedApi {
  readonly url: string
  readonly seen: readonly SeenRequest[]
  readonly #close: () => Promise<void>

  private constructor(url: string, seen: readonly SeenRequest[], close: () => Promise<void>) {
    this.url = url
    this.seen = seen
    this.#close = close
  }

  static async start(answers: readonly ScriptedAnswer[]): Promise<ScriptedApi> {
    const seen: SeenRequest[] = []
    const server = createServer(async (request, response) => {
      const { status, body, headers = {} } = answers[Math.min(seen.length, answers.length - 1)] ?? { status: 500 }
      const { method = '', url: path = '' } = request
      seen.push({ method, path, headers: request.headers, body: await text(request) })
      response.writeHead(status, headers)
      response.end(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return new ScriptedApi(`http://127.0.0.1:${port}`, seen, async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close()
  }
}
