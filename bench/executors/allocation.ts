import { setTimeout as delay } from 'node:timers/promises'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import { withNamespace } from '../machine/test-namespace.ts'
import { buildWithoutDriver, driverConf } from './applications.ts'
import { credentialsConf, type DriverProgram, startDriver } from './driver-program.ts'
import { startLoop } from './loop.ts'
import { PodCensus } from './pod-census.ts'

/** How long it took to get the executors, in milliseconds. */
export interface Allocation {
  readonly title: string
  readonly executors: number
  /** From the start of the driver, or of the loop, to its first executor. */
  readonly firstMs: number
  readonly lastMs: number
  /** The most executors there were at once. */
  readonly most: number
}

/** One way to get executors: begins it, and gives what ends it. */
export interface Way {
  readonly title: string
  readonly begin: (server: string, namespace: string, executors: number) => Promise<Running>
}

interface Running {
  /** Rejects where it ends before it is told to. */
  readonly ended?: Promise<void>
  stop(): Promise<void>
}

/** As many at once as the loop has under way at most. */
const BARE_CONCURRENCY = 48
/** One executor too many would come soon after the last one. */
const LINGER_MS = 2_000

const driverWay = (program: DriverProgram, title: string, extra: Readonly<Record<string, string>>): Way => ({
  title,
  begin: async (server, namespace, executors) =>
    startDriver(
      program,
      { ...driverConf({ server, namespace, executors }), ...(await credentialsConf(program)), ...extra },
      `${title}-${executors}`,
    ),
})

const APP_ID = 'spark-0123456789abcdef0123456789abcdef'

/** A loop that POSTs pods that were built before, and does nothing else. */
const bareWay = (client: RestClient): Way => ({
  title: 'bare requests',
  begin: async (server, namespace, executors) => {
    const build = buildWithoutDriver({ server, namespace, executors }, APP_ID)
    const pods = Array.from({ length: executors }, (_, index) => build(index + 1, DEFAULT_PROFILE).pod)
    const cluster = new RestExecutorCluster(client)
    const worker = async (): Promise<void> => {
      for (let pod = pods.pop(); pod !== undefined; pod = pods.pop()) await cluster.createPod(namespace, pod)
    }
    const all = Promise.all(Array.from({ length: BARE_CONCURRENCY }, worker))
    return { stop: async () => void (await all) }
  },
})

const loopWay = (client: RestClient): Way => ({
  title: 'the loop alone',
  begin: async (server, namespace, executors) => startLoop(client, { server, namespace, executors }, APP_ID),
})

/** The ways that are compared, the slowest first. */
export const waysOf = (client: RestClient, program: DriverProgram): readonly Way[] => [
  driverWay(program, 'Spark', {}),
  driverWay(program, 'Spark, batch.size=100', { 'spark.kubernetes.allocation.batch.size': '100' }),
  driverWay(program, 'sparkdrop', {
    'spark.kubernetes.allocation.pods.allocator': 'dev.sparkdrop.scheduler.LoopPodsAllocator',
    'spark.sparkdrop.scheduler.fallback': 'fail',
  }),
  loopWay(client),
  bareWay(client),
]

/** Gets so many executors in one way, in a namespace of its own. */
export const measureAllocation = (
  client: RestClient,
  way: Way,
  executors: number,
  signal: AbortSignal,
): Promise<Allocation> =>
  withNamespace(client, signal, async (namespace) => {
    const census = await PodCensus.of(client, namespace)
    const started = performance.now()
    const running = await way.begin(client.url, namespace, executors)
    try {
      const tooEarly = running.ended?.then(() => Promise.reject(new Error(`${way.title} ended by itself`)))
      await Promise.race([census.reaches(executors), ...(tooEarly === undefined ? [] : [tooEarly])])
      await delay(LINGER_MS)
    } finally {
      await running.stop().finally(() => census.end())
    }
    const [first = Number.NaN] = census.arrivals
    const last = census.arrivals[executors - 1] ?? Number.NaN
    return { title: way.title, executors, firstMs: first - started, lastMs: last - started, most: census.most }
  })

/** The machine's time, given to others while a measurement ends. */
export const pause = (): Promise<void> => systemTimers.sleep(LINGER_MS)
