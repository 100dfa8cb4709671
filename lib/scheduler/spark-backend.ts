import type { ExitReason } from './exit-reason.ts'

/** What the loop says to Spark. */
export interface SparkBackend {
  /** Resolves once Spark will refuse these executors should they register: only then are their pods deleted. */
  deleting(ids: readonly number[]): Promise<void>
  /** The executor is gone, for a backend that leaves the life of executors to the loop. */
  removed(id: number, reason: ExitReason): void
  /** The application cannot go on. */
  fail(reason: string): void
}
