import { parseWatchOptions } from '../operations/list-options.ts'
import { parseIncludeObject, tableFrames } from '../table/table.ts'
import { Watch } from '../watch/watch.ts'
import { objectFrames, type WatchFrames } from '../watch/watch-frames.ts'
import type { Exchange } from './exchange.ts'
import type { RequestInfo } from './request-info.ts'

export const framesFor = (
  { accepted, query, context }: Pick<Exchange, 'accepted' | 'query' | 'context'>,
  { type }: RequestInfo,
): WatchFrames =>
  accepted.table ? tableFrames(type, parseIncludeObject(query), () => context.clock.now()) : objectFrames(type)

/** Bytes that a client may leave unread before its watch is ended: it can list again, the server cannot forget. */
const MAX_UNREAD = 64 * 1024 * 1024

/** Streams changes, one JSON document a line, until the client goes or the time is over. */
export const serveWatch = (exchange: Exchange, info: RequestInfo): void => {
  const { context, query, response, request } = exchange
  const options = parseWatchOptions(info.type, query, info.name)
  const frames = framesFor(exchange, info)
  const write = (frame: string): void => {
    response.write(`${frame}\n`)
    if (response.writableLength > MAX_UNREAD) response.destroy()
  }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  request.socket.setNoDelay(true)
  const watch = new Watch(context, info.namespace, options, {
    object: (type, object) => write(frames.object(type, object)),
    bookmark: (version, end) => write(frames.bookmark(version, end)),
    error: (error) => write(frames.error(error)),
    end: () => {
      watch.stop()
      response.end()
    },
  })
  response.on('close', () => watch.stop())
  watch.start(info.type)
}
