import type http from 'node:http'
import type { ClusterConnection, ClusterCredentials } from './cluster-connection.ts'

export interface HttpRequest {
  readonly method: string
  /** Path and query, relative to the connection's URL. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: AsyncIterable<Uint8Array>
}

/** One HTTP exchange with the API server; throws what the network throws. */
export interface HttpTransport {
  send(request: HttpRequest, credentials: ClusterCredentials): Promise<HttpResponse>
  /** Closes the connections that are idle, and those in use as soon as they are not. */
  close(): void
}

export interface HttpTransportOptions {
  readonly connectTimeoutMs?: number
  /** How many connections may be open at once. */
  readonly maxConnections?: number
}

/**
 * Importing these modules would read all that they export, also WebSocket, which loads a whole second HTTP client: it
 * takes twice as long. What a plain http URL does not need is not loaded either.
 */
const plainHttp = () => process.getBuiltinModule('node:http')
const secureHttp = () => process.getBuiltinModule('node:https')

/** Load balancers forget connections that are idle for a minute, without a word: those are not used again. */
const IDLE_MS = 50_000

/** A connection that was not there in time. */
class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT'
}

/**
 * HTTP/1.1 over Node's own client, connections kept and reused: the AWS SDK has it loaded already, which makes a cold
 * start shorter than with any client that has to be loaded too.
 */
export class NodeHttpTransport implements HttpTransport {
  readonly #connection: ClusterConnection
  readonly #base: URL
  readonly #options: Required<HttpTransportOptions>
  #agent: { key: string; agent: http.Agent } | undefined

  constructor(connection: ClusterConnection, options: HttpTransportOptions = {}) {
    this.#connection = connection
    this.#base = new URL(connection.url)
    this.#options = { connectTimeoutMs: 5_000, maxConnections: 64, ...options }
  }

  send(request: HttpRequest, credentials: ClusterCredentials): Promise<HttpResponse> {
    const secure = this.#base.protocol === 'https:'
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>()
    const headers: Record<string, string | string[]> = { ...request.headers, ...credentials.headers }
    if (request.body !== undefined) headers['content-length'] = String(Buffer.byteLength(request.body))
    const sent = (secure ? secureHttp() : plainHttp()).request(
      {
        host: this.#base.hostname.replace(/^\[|\]$/g, ''),
        port: this.#base.port || (secure ? 443 : 80),
        path: this.#base.pathname.replace(/\/$/, '') + request.path,
        method: request.method,
        headers,
        agent: this.#agentFor(credentials),
        signal: request.signal,
      },
      (answer) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer }),
    )
    sent.on('error', reject)
    sent.on('socket', (socket) => {
      if (!socket.connecting) return
      const { connectTimeoutMs } = this.#options
      const timer = setTimeout(
        () => sent.destroy(new ConnectTimeout(`no connection within ${connectTimeoutMs} ms`)),
        connectTimeoutMs,
      )
      const connected = () => clearTimeout(timer)
      socket.once(secure ? 'secureConnect' : 'connect', connected).once('close', connected)
    })
    sent.end(request.body)
    return promise
  }

  close(): void {
    this.#agent?.agent.destroy()
    this.#agent = undefined
  }

  /** A TLS connection belongs to the certificate it was made with, so that a new certificate needs a new agent. */
  #agentFor({ clientCertificate, clientKey }: ClusterCredentials): http.Agent {
    const key = `${clientCertificate ?? ''}${clientKey ?? ''}`
    if (this.#agent?.key === key) return this.#agent.agent
    this.close()
    const agent = this.#newAgent(clientCertificate, clientKey)
    this.#agent = { key, agent }
    return agent
  }

  #newAgent(cert: string | undefined, key: string | undefined): http.Agent {
    const { certificateAuthority, insecureSkipTlsVerify, serverName, proxy } = this.#connection
    const common: http.AgentOptions = {
      keepAlive: true,
      timeout: IDLE_MS,
      maxSockets: this.#options.maxConnections,
      maxFreeSockets: this.#options.maxConnections,
      ...(proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }),
    }
    if (this.#base.protocol !== 'https:') return new (plainHttp().Agent)(common)
    return new (secureHttp().Agent)({
      ...common,
      ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(insecureSkipTlsVerify === true ? { rejectUnauthorized: false } : {}),
    })
  }
}
