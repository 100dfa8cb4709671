import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { notFound } from '../api-error.ts'
import type { ObjectKey } from '../api-object.ts'
import type { LogFile } from '../logs/log-file.ts'
import { LogLines } from '../logs/log-lines.ts'
import { type LogOptions, parseLogOptions, statusOf } from '../logs/log-options.ts'
import type { PodLogs } from '../logs/pod-logs.ts'
import { podType } from '../resources/pod/pod.ts'
import type { Exchange } from './exchange.ts'

/** How often a followed log is looked at: files tell nobody when they grow. */
const POLL = 50

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A container that has ended, or whose pod is gone, writes no more. */
const isOver = ({ context }: Exchange, key: ObjectKey, uid: string | undefined, container: string): boolean => {
  const pod = context.store.of(podType).get(key)
  return pod?.metadata.uid !== uid || statusOf(pod as Pod, container)?.state?.terminated !== undefined
}

/** Sends some of a log, no faster than the client takes it. */
const send = async ({ response }: Exchange, bytes: Buffer): Promise<void> => {
  if (bytes.length === 0 || response.destroyed || response.write(bytes)) return
  await new Promise<void>((resolve) => {
    response.once('drain', resolve)
    response.once('close', resolve)
  })
}

/** Sends what is there; gives how far it came. */
const copy = async (exchange: Exchange, file: LogFile, from: number, lines: LogLines): Promise<number> => {
  let offset = from
  while (!lines.isFull && !exchange.response.destroyed) {
    const chunk = await file.read(offset)
    if (chunk.length === 0) break
    await send(exchange, lines.take(chunk))
    offset += chunk.length
  }
  return offset
}

const stream = async (exchange: Exchange, key: ObjectKey, pod: Pod, logs: PodLogs, options: LogOptions) => {
  const uid = pod.metadata?.uid ?? ''
  const over = (): boolean => exchange.response.destroyed || isOver(exchange, key, uid, options.container)
  let file = await logs.open(uid, options.container)
  while (file === undefined && options.follow && !over()) {
    await pause(POLL)
    file = await logs.open(uid, options.container)
  }
  if (file === undefined) return
  try {
    let offset = options.tailLines === undefined ? 0 : await file.tailOffset(options.tailLines, over())
    const lines = new LogLines(options, file.times, offset)
    for (;;) {
      const ended = over()
      offset = await copy(exchange, file, offset, lines)
      // Of a container that runs, only whole lines are known.
      if (ended) await send(exchange, lines.finish())
      if (ended || !options.follow || lines.isFull) return
      await pause(POLL)
    }
  } finally {
    await file.close()
  }
}

/** `GET .../pods/x/log`: what a container wrote, from the file that the pod runner keeps, by line. */
export const servePodLog = async (exchange: Exchange, key: ObjectKey): Promise<void> => {
  const { context, response, logs, query } = exchange
  const pod = context.store.of(podType).get(key) as Pod | undefined
  if (pod === undefined) throw notFound(podType, key.name)
  const options = parseLogOptions(pod, query, context.clock.now())
  if (logs === undefined || !pod.spec?.nodeName) {
    response.writeHead(204)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  await stream(exchange, key, pod, logs, options)
  response.end()
}
