import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Log } from '../../../lib/ports/log.ts'
import { ApiError, internalError, unauthorized } from '../api-error.ts'
import type { PodLogs } from '../logs/pod-logs.ts'
import type { ApiContext } from '../operations/api-context.ts'
import { parseWatchOptions } from '../operations/list-options.ts'
import { Watch } from '../watch/watch.ts'
import { serveNonResource } from './non-resource-handler.ts'
import { parseResourcePath } from './request-info.ts'
import { serveResource } from './resource-handler.ts'
import { acceptedOrJson, negotiate, sendStatus } from './respond.ts'
import { framesFor } from './watch-response.ts'
import { acceptWebSocket } from './web-socket.ts'

export interface HttpServerOptions {
  readonly context: ApiContext
  readonly log: Log
  readonly logs: PodLogs | undefined
  readonly token: string | undefined
}

/** Longer than clients keep idle connections, so that none is closed as a request is on its way. */
const KEEP_ALIVE = 120_000

const authorize = (request: IncomingMessage, token: string | undefined): void => {
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) throw unauthorized()
}

const targetOf = (request: IncomingMessage): URL => new URL(request.url ?? '/', 'http://localhost')

const pathOf = (url: URL): string => (url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : '/') || '/'

const statusError = (error: unknown, request: IncomingMessage, log: Log): ApiError => {
  if (error instanceof ApiError) return error
  if (error instanceof URIError) return internalError(error.message)
  log.error('request failed', {
    method: request.method,
    url: request.url,
    error: error instanceof Error ? error.stack : String(error),
  })
  return internalError(
    `Internal Server Error: ${JSON.stringify(request.url)}: ${error instanceof Error ? error.message : String(error)}`,
  )
}

const serve = async (options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = targetOf(request)
  authorize(request, options.token)
  const path = pathOf(url)
  const info = parseResourcePath(path)
  // A log is text, whatever the client says that it takes.
  const accepted = info?.subresource === 'log' ? acceptedOrJson(request) : negotiate(request)
  const { context, logs, token } = options
  const exchange = { context, request, response, query: url.searchParams, accepted, logs, token }
  if (info === undefined) serveNonResource(exchange, path)
  else await serveResource(exchange, info)
}

const answer = async (
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  // Clients come and go; the end of a connection is no fault of a request.
  response.on('error', () => response.destroy())
  try {
    await serve(options, request, response)
  } catch (error) {
    if (request.destroyed && !request.complete) return
    const { status } = statusError(error, request, options.log)
    sendStatus(response, acceptedOrJson(request), status, status.code)
  }
}

const refuseUpgrade = (socket: Duplex, error: ApiError): void => {
  const body = JSON.stringify(error.status)
  socket.end(
    `HTTP/1.1 ${error.status.code} ${error.status.reason ?? 'Error'}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** Watches over a WebSocket, one document a message, as Java clients ask for them. */
const upgrade = (options: HttpServerOptions, request: IncomingMessage, socket: Duplex): void => {
  socket.on('error', () => socket.destroy())
  try {
    authorize(request, options.token)
    const url = targetOf(request)
    const info = parseResourcePath(pathOf(url))
    if (info === undefined || info.subresource !== '')
      throw new ApiError(400, 'BadRequest', 'only watches can be upgraded')
    const watchOptions = parseWatchOptions(info.type, url.searchParams, info.name)
    const frames = framesFor(
      { accepted: acceptedOrJson(request), query: url.searchParams, context: options.context },
      info,
    )
    const webSocket = acceptWebSocket(request, socket)
    const watch = new Watch(options.context, info.namespace, watchOptions, {
      object: (type, object) => webSocket.send(frames.object(type, object)),
      bookmark: (version, end) => webSocket.send(frames.bookmark(version, end)),
      error: (error) => webSocket.send(frames.error(error)),
      end: () => {
        watch.stop()
        webSocket.close()
      },
    })
    webSocket.onClose(() => watch.stop())
    watch.start(info.type)
  } catch (error) {
    refuseUpgrade(socket, statusError(error, request, options.log))
  }
}

/** The HTTP server of the API, not yet listening. */
export const createHttpServer = (options: HttpServerOptions): Server => {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE, requestTimeout: 0 }, (request, response) => {
    void answer(options, request, response)
  })
  server.on('upgrade', (request, socket) => upgrade(options, request, socket))
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}
