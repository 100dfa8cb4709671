import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type PodShape, sparkPod } from './spark-pod.ts'

export interface ApiStandIn {
  readonly url: string
  /** What all pods together are as JSON. */
  readonly megabytes: number
  /** The pod changes, in a way that is news of a driver and none of an executor. */
  change(index: number): PodShape
  /** Ends the watch as an API server does that has forgotten the version. */
  forget(): void
  stop(): Promise<void>
}

/** An API server as far as the forwarder asks it: so many drivers and executors, all running, listed by the page and watched. */
export const startApiStandIn = async (drivers: number, executors: number): Promise<ApiStandIn> => {
  let version = 1
  const pods: PodShape[] = [
    ...Array.from({ length: drivers }, (_, index) => ({ role: 'driver' as const, index, version })),
    ...Array.from({ length: executors }, (_, index) => ({ role: 'executor' as const, index, version })),
  ]
  const watches = new Set<ServerResponse>()
  const tell = (line: object): void => {
    for (const watch of watches) watch.write(`${JSON.stringify(line)}\n`)
  }
  const list = (query: URLSearchParams): object => {
    const from = Number(query.get('continue') ?? 0)
    const to = from + Number(query.get('limit') ?? pods.length)
    const next = to < pods.length ? { continue: String(to) } : {}
    return { metadata: { resourceVersion: String(version), ...next }, items: pods.slice(from, to).map(sparkPod) }
  }
  const server = createServer(({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost')
    response.setHeader('content-type', 'application/json')
    const isPods = pathname.endsWith('/pods')
    if (searchParams.has('watch')) {
      response.flushHeaders()
      if (!isPods) return
      watches.add(response)
      return response.once('close', () => watches.delete(response))
    }
    response.end(JSON.stringify(isPods ? list(searchParams) : { metadata: { resourceVersion: '1' }, items: [] }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    megabytes: pods.reduce((sum, pod) => sum + JSON.stringify(sparkPod(pod)).length, 0) / 1e6,
    change: (index) => {
      const pod = { ...(pods[index] as PodShape), version: ++version }
      pods[index] = pod
      tell({ type: 'MODIFIED', object: sparkPod(pod) })
      return pod
    },
    forget: () => {
      tell({
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' },
      })
      for (const watch of watches) watch.end()
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
