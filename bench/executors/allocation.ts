import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import { withNamespace } from '../machine/test-namespace.ts'
import { driverConf } from './applications.ts'
import { credentialsConf, type DriverProgram, startDriver } from './driver-program.ts'
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

/** Ways without a JVM are processes of their own too, so that none finds code that another one has warmed up. */
const processWay = (kubeconfig: string, title: string, file: URL): Way => ({
  title,
  begin: async (_, namespace, executors) => {
    const child = fork(fileURLToPath(file), [kubeconfig, namespace, String(executors)])
    const ended = once(child, 'exit')
    const failed = ended.then(([code]) => {
      if (code === 0) return new Promise<void>(() => {})
      throw new Error(`${title} ended with exit code ${code}`)
    })
    failed.catch(() => undefined)
    return {
      ended: failed,
      stop: async () => {
        if (child.connected) child.send('stop')
        await ended
      },
    }
  },
})

/** The ways that are compared, the slowest first. */
export const waysOf = (program: DriverProgram): readonly Way[] => [
  driverWay(program, 'Spark', {}),
  driverWay(program, 'Spark, batch.size=100', { 'spark.kubernetes.allocation.batch.size': '100' }),
  driverWay(program, 'sparkdrop', {
    'spark.kubernetes.allocation.pods.allocator': 'dev.sparkdrop.scheduler.LoopPodsAllocator',
    'spark.sparkdrop.scheduler.fallback': 'fail',
  }),
  processWay(program.kubeconfig, 'the loop alone', new URL('hold.ts', import.meta.url)),
  processWay(program.kubeconfig, 'bare requests', new URL('bare.ts', import.meta.url)),
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
