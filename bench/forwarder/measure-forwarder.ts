import { setTimeout } from 'node:timers/promises'
import { quantile } from '../machine/statistics.ts'
import { startApiStandIn } from './api-stand-in.ts'
import { type EventBus, startBus } from './event-bus.ts'
import { memoryOf, runForwarder } from './forwarder-process.ts'
import { uidOf } from './spark-pod.ts'

export interface PodNumbers {
  readonly drivers: number
  readonly executors: number
}

export interface ForwarderCost extends PodNumbers {
  /** What the pods are as the API server tells of them. */
  readonly megabytes: number
  /** From the start of the process to when the last driver had been told of. */
  readonly startMs: number
  /** Resident, a while after all was told. */
  readonly restMiB: number
  /** The most that it ever was: at the start, in the changes, or as all was listed again. */
  readonly peakMiB: number
  /** From a driver's change to when the bus had it, with a thousand changes a second. */
  readonly medianMs: number
  readonly p99Ms: number
}

const CHANGES = 10_000
const CHANGES_AT_ONCE = 10
const REST_MS = 5_000
const LONGEST_MS = 120_000

/** Waits for the bus to have heard of every driver, by a version that is wanted. */
const heardOfAll = async (bus: EventBus, drivers: number): Promise<void> => {
  const heard = new Set<string>()
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = globalThis.setTimeout(
    () => reject(new Error(`heard of ${heard.size} of ${drivers} drivers`)),
    LONGEST_MS,
  )
  bus.listen((_, { pod }) => {
    if (pod !== undefined) heard.add(pod.metadata.uid)
    if (heard.size === drivers) resolve()
  })
  await promise.finally(() => clearTimeout(timer))
}

/** Has drivers and executors change, by turns, and gives how long the bus had to wait for news of each driver. */
const change = async (
  bus: EventBus,
  { drivers, executors }: PodNumbers,
  tell: (index: number) => { readonly version: number },
): Promise<readonly number[]> => {
  const told = new Map<string, number>()
  const waits: number[] = []
  bus.listen((_, { pod }) => {
    const at = told.get(`${pod?.metadata.uid} ${pod?.metadata.resourceVersion}`)
    if (at !== undefined) waits.push(performance.now() - at)
  })
  for (let n = 0; n < CHANGES; n++) {
    const index = n % (drivers + executors)
    const { version } = tell(index)
    if (index < drivers) told.set(`${uidOf({ role: 'driver', index })} ${version}`, performance.now())
    if (n % CHANGES_AT_ONCE === 0) await setTimeout(CHANGES_AT_ONCE)
  }
  await setTimeout(REST_MS)
  return waits
}

/** Runs the forwarder of the bundle in `folder` over a life with so many pods: start, changes, and a list of all again. */
export const measureForwarder = async (folder: string, numbers: PodNumbers): Promise<ForwarderCost> => {
  const { drivers, executors } = numbers
  const api = await startApiStandIn(drivers, executors)
  const bus = await startBus()
  const started = performance.now()
  const all = heardOfAll(bus, drivers)
  const forwarder = await runForwarder(folder, api.url, bus.url)
  try {
    await all
    const startMs = performance.now() - started
    await setTimeout(REST_MS)
    const waits = await change(bus, numbers, (index) => api.change(index))
    const again = heardOfAll(bus, drivers)
    api.forget()
    await again
    await setTimeout(REST_MS)
    const { now: restMiB, peak: peakMiB } = memoryOf(forwarder.pid)
    const latency = { medianMs: quantile(waits, 0.5), p99Ms: quantile(waits, 0.99) }
    return { ...numbers, megabytes: api.megabytes, startMs, restMiB, peakMiB, ...latency }
  } finally {
    await forwarder.stop()
    await bus.stop()
    await api.stop()
  }
}
