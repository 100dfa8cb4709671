import { setTimeout as pause } from 'node:timers/promises'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import type { Diary } from './diary.ts'
import type { JobRecords } from './job-records.ts'
import type { Life } from './lives.ts'

const LOOK_MS = 50

/** Of all the numbers, the one that so many of a hundred do not exceed. */
export const percentile = (numbers: readonly number[], percent: number): number =>
  [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil((numbers.length * percent) / 100) - 1)] ?? Number.NaN

export interface Latency {
  readonly kind: string
  readonly ms: number
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
): Promise<readonly Latency[]> => {
  const latencies: Latency[] = []
  const open = new Map(lives.filter(({ attempts, deed }) => attempts.length === 1 && !deed).map((it) => [it.name, it]))
  while (!signal.aborted) {
    const ended = (await diary.ended()).flatMap((name) => open.get(name) ?? [])
    const found = await records.read(ended.map(({ jobId }) => jobId))
    const now = Date.now()
    for (const { name, kind, jobId } of ended) {
      const job = found.get(jobId)
      if (!job || !isTerminal(job.state)) continue
      const [end = now] = await diary.endsOf(name)
      latencies.push({ kind, ms: now - end })
      open.delete(name)
    }
    await pause(LOOK_MS)
  }
  return latencies
}
