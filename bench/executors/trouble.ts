import { setTimeout as delay } from 'node:timers/promises'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { withNamespace } from '../machine/test-namespace.ts'
import type { Way } from './allocation.ts'
import { PodCensus } from './pod-census.ts'
import { ThrottlingProxy } from './throttling-proxy.ts'

/** How executors came while the API server had too much to do and pods were deleted at random. */
export interface Trouble {
  readonly title: string
  readonly executors: number
  readonly throttled: number
  readonly deleted: number
  /** From the first executor until there were as many as asked for, all deletions made good. */
  readonly spanMs: number
  /** The most executors there were at once. */
  readonly most: number
}

export interface TroubleOptions {
  readonly client: RestClient
  readonly connection: ClusterConnection
  readonly executors: number
  /** Of the pods that are sent, answered with 429. */
  readonly share: number
  /** How long pods are deleted, from the first one on. */
  readonly seconds: number
  readonly signal: AbortSignal
}

const DELETE_EVERY_MS = 100
/** One executor too many would come soon after the last one. */
const LINGER_MS = 5_000

/** Deletes one pod after the other, whichever chance names of those there are. */
const deleteAtRandom = async (client: RestClient, path: string, seconds: number): Promise<number> => {
  const end = performance.now() + seconds * 1000
  let deleted = 0
  while (performance.now() < end) {
    const { items } = await client.json<{ items: Pod[] }>({ method: 'GET', path, query: { limit: 50 } })
    const victim = items[Math.floor(Math.random() * items.length)]?.metadata?.name
    if (victim !== undefined) {
      await client.text({ method: 'DELETE', path: `${path}/${victim}`, body: { gracePeriodSeconds: 0 } })
      deleted++
    }
    await delay(DELETE_EVERY_MS)
  }
  return deleted
}

/** Gets so many executors in one way, through an API server that is hard to please. */
export const measureTrouble = (way: Way, options: TroubleOptions): Promise<Trouble> => {
  const { client, connection, executors, share, seconds, signal } = options
  return withNamespace(client, signal, async (namespace) => {
    const census = await PodCensus.of(client, namespace)
    const proxy = await ThrottlingProxy.start(connection, share)
    const running = await way.begin(proxy.url, namespace, executors)
    try {
      await census.reaches(1)
      const started = performance.now()
      const deleted = await deleteAtRandom(client, namespacedPath(CORE, namespace, 'pods'), seconds)
      await census.reaches(executors)
      const spanMs = performance.now() - started
      await delay(LINGER_MS)
      return { title: way.title, executors, throttled: proxy.throttled, deleted, spanMs, most: census.most }
    } finally {
      await running.stop().finally(() => census.end())
      proxy.stop()
    }
  })
}
