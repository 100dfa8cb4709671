import { setTimeout as pause } from 'node:timers/promises'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import type { Diary } from './diary.ts'
import type { JobRecords } from './job-records.ts'
import type { Life } from './lives.ts'

const LOOK_MS = 50

/** Of all the numbers, the one that so many of a hundred do not exceed. */
const percentile = (numbers: readonly number[], percent: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil((numbers.length * percent) / 100) - 1)] ?? Number.NaN

export interface Latencies {
  readonly count: number
  /** In milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly most: number
}

export const summaryOf = (latencies: readonly number[]): Latencies => {
  const [p50 = 0, p95 = 0, most = 0] = [50, 95, 100].map((percent) => percentile(latencies, percent))
  return { count: latencies.length, p50, p95, most }
}

/**
 * Looks how long it takes from the end of a driver's process to a terminal record in the table, for jobs whose driver
 * ends once and by itself. Read from outside, every 50 ms: what it says is that much too long at the most.
 */
export const measureLatencies = async (
  lives: readonly Life[],
  diary: Diary,
  records: JobRecords,
  signal: AbortSignal,
): Promise<readonly number[]> => {
  const latencies: number[] = []
  const open = new Map(lives.filter(({ attempts, deed }) => attempts.length === 1 && !deed).map((it) => [it.name, it]))
  while (!signal.aborted) {
    const ended = (await diary.ended()).flatMap((name) => open.get(name) ?? [])
    const found = await records.read(ended.map(({ jobId }) => jobId))
    const now = Date.now()
    for (const { name, jobId } of ended) {
      const job = found.get(jobId)
      if (!job || !isTerminal(job.state)) continue
      const [end] = await diary.endsOf(name)
      if (end === undefined) continue
      latencies.push(now - end)
      open.delete(name)
    }
    await pause(LOOK_MS)
  }
  return latencies
}
