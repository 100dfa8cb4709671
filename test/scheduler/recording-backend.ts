import type { ExitReason } from '../../lib/scheduler/exit-reason.ts'
import type { SparkBackend } from '../../lib/scheduler/spark-backend.ts'

/** Spark, as the loop sees it: it agrees to everything and remembers it. */
export class RecordingBackend implements SparkBackend {
  readonly refused: number[] = []
  readonly gone = new Map<number, ExitReason>()
  readonly failures: string[] = []

  async deleting(ids: readonly number[]): Promise<void> {
    this.refused.push(...ids)
  }

  removed(id: number, reason: ExitReason): void {
    this.gone.set(id, reason)
  }

  fail(reason: string): void {
    this.failures.push(reason)
  }
}
