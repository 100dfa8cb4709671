import type { Log } from '../../../lib/ports/log.ts'

/**
 * Runs pieces of work one after another, each soon but never within the write that caused it, as controllers beside a
 * real API server do. Work of one key that waits already is not queued again.
 */
export class WorkQueue {
  private readonly waiting = new Map<string, () => void>()
  private readonly log: Log
  private scheduled: NodeJS.Immediate | undefined
  private stopped = false

  constructor(log: Log) {
    this.log = log
  }

  add(key: string, work: () => void): void {
    if (this.stopped) return
    this.waiting.set(key, work)
    this.scheduled ??= setImmediate(() => this.run())
  }

  stop(): void {
    this.stopped = true
    this.waiting.clear()
    if (this.scheduled !== undefined) clearImmediate(this.scheduled)
  }

  private run(): void {
    this.scheduled = undefined
    const due = [...this.waiting]
    this.waiting.clear()
    for (const [key, work] of due) {
      try {
        work()
      } catch (error) {
        this.log.error('controller failed', { key, error: String(error) })
      }
    }
  }
}
