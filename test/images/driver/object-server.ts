import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How one request for an object is answered. */
export type Answer = (response: ServerResponse) => void

export const content =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(text), etag: '"x"' }).end(text)
  }

export const refusal =
  (status: number, code: string): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`)
  }

/** Promises more bytes than it sends before the connection breaks. */
export const cutShort =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-length': 1000, etag: '"x"' })
    response.write(text, () => response.destroy())
  }

export interface ObjectServer {
  readonly url: string
  /** Paths asked for, in order. */
  readonly requests: readonly string[]
  stop(): Promise<void>
}

/** A store on the wire: path → answers, one after the other, the last one for good. */
export const startObjectServer = async (objects: Record<string, readonly Answer[]>): Promise<ObjectServer> => {
  const requests: string[] = []
  const left = new Map(Object.entries(objects).map(([path, answers]) => [path, [...answers]]))
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname)
    requests.push(path)
    const answers = left.get(path) ?? [refusal(404, 'NoSuchKey')]
    const [next] = answers.length > 1 ? answers.splice(0, 1) : answers
    next?.(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
