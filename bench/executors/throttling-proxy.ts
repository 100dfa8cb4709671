import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'

/** An API server that has too much to do: it answers 429 to a share of the pods that it is sent, and hands on the rest. */
export class ThrottlingProxy {
  readonly #server: http.Server
  readonly #agent: https.Agent
  /** How many pods were answered with 429. */
  throttled = 0

  private constructor({ url, certificateAuthority }: ClusterConnection, share: number) {
    this.#agent = new https.Agent({
      keepAlive: true,
      ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
    })
    this.#server = http.createServer((request, response) => {
      const { method = 'GET', headers, url: path = '/' } = request
      if (method === 'POST' && path.endsWith('/pods') && Math.random() < share) {
        this.throttled++
        request.resume()
        response.writeHead(429, { 'content-type': 'application/json', 'retry-after': '1' }).end(TOO_MANY)
        return
      }
      const { host: _, ...rest } = headers
      const onward = https.request(new URL(path, url), { method, headers: rest, agent: this.#agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        pipeline(answer, response, () => {})
      })
      pipeline(request, onward, () => {})
      onward.on('error', () => response.destroy())
      response.on('close', () => onward.destroy())
    })
  }

  /** @param share of the pods that are sent, between 0 and 1 */
  static async start(connection: ClusterConnection, share: number): Promise<ThrottlingProxy> {
    const proxy = new ThrottlingProxy(connection, share)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server.close()
    this.#server.closeAllConnections()
    this.#agent.destroy()
  }
}

const TOO_MANY = JSON.stringify({
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'TooManyRequests',
  message: 'too many requests, please try again later',
  code: 429,
})
