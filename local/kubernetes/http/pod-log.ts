import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { notFound } from '../api-error.ts'
import type { ObjectKey } from '../api-object.ts'
import { openLog, readChunk, tailOffset } from '../logs/log-file.ts'
import { type LogOptions, parseLogOptions, statusOf } from '../logs/log-options.ts'
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

/** Writes what is there; gives how far it came. */
const copy = async (exchange: Exchange, file: FileHandle, from: number, limit: number): Promise<number> => {
  let offset = from
  for (let chunk = await readChunk(file, offset); chunk.length > 0; chunk = await readChunk(file, offset)) {
    const part = chunk.subarray(0, limit - offset)
    if (part.length === 0 || exchange.response.destroyed) break
    if (!exchange.response.write(part)) {
      await new Promise<void>((resolve) => {
        exchange.response.once('drain', resolve)
        exchange.response.once('close', resolve)
      })
    }
    offset += part.length
  }
  return offset
}

const stream = async (
  exchange: Exchange,
  key: ObjectKey,
  pod: Pod,
  path: string,
  options: LogOptions,
): Promise<void> => {
  const over = (): boolean => exchange.response.destroyed || isOver(exchange, key, pod.metadata?.uid, options.container)
  let file = await openLog(path)
  while (file === undefined && options.follow && !over()) {
    await pause(POLL)
    file = await openLog(path)
  }
  if (file === undefined) return
  try {
    let offset = options.tailLines === undefined ? 0 : await tailOffset(file, options.tailLines)
    const limit = options.limitBytes === undefined ? Number.POSITIVE_INFINITY : offset + options.limitBytes
    for (;;) {
      const last = over() || !options.follow
      offset = await copy(exchange, file, offset, limit)
      if (last || offset >= limit) return
      await pause(POLL)
    }
  } finally {
    await file.close()
  }
}

/** `GET .../pods/x/log`: what a container wrote, from the file that the pod runner keeps. */
export const servePodLog = async (exchange: Exchange, key: ObjectKey): Promise<void> => {
  const { context, response, logsDir, query } = exchange
  const pod = context.store.of(podType).get(key) as Pod | undefined
  if (pod === undefined) throw notFound(podType, key.name)
  const options = parseLogOptions(pod, query)
  if (logsDir === undefined || !pod.spec?.nodeName) {
    response.writeHead(204)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' })
  response.flushHeaders()
  const path = join(logsDir, pod.metadata?.uid ?? '', `${options.container}.log`)
  await stream(exchange, key, pod, path, options)
  response.end()
}
