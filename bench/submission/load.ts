import { median, quantile } from '../machine/statistics.ts'

/** What came of doing something many times over. */
export interface Load {
  readonly jobs: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of this process, all its threads, for each job. */
  readonly cpuMsPerJob: number
}

/** The raw numbers of one stretch of work. */
export interface Stretch {
  readonly wallMs: number
  readonly cpuMs: number
  readonly latenciesMs: readonly number[]
}

/** Does `work` for each item, `concurrency` of them at any time, and takes the time of each and of all. */
export const drive = async <T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<unknown>,
): Promise<Stretch> => {
  const latenciesMs: number[] = []
  const queue = items.values()
  const worker = async (): Promise<void> => {
    for (const item of queue) {
      const begun = performance.now()
      await work(item)
      latenciesMs.push(performance.now() - begun)
    }
  }
  const cpu = process.cpuUsage()
  const started = performance.now()
  await Promise.all(Array.from({ length: concurrency }, worker))
  const wallMs = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs, cpuMs: (user + system) / 1000, latenciesMs }
}

/** Several stretches of the same work: rate and CPU are those of the middle stretch, latencies those of all jobs. */
export const summarize = (stretches: readonly Stretch[]): Load => {
  const latencies = stretches.flatMap(({ latenciesMs }) => latenciesMs)
  return {
    jobs: latencies.length,
    perSecond: median(stretches.map((stretch) => (stretch.latenciesMs.length * 1000) / stretch.wallMs)),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    cpuMsPerJob: median(stretches.map(({ cpuMs, latenciesMs }) => cpuMs / latenciesMs.length)),
  }
}
