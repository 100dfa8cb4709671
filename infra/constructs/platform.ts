import type { SparkdropContext } from '../context.ts'
import type { DropBucket } from './drop-bucket.ts'
import type { JobBus } from './job-bus.ts'
import type { JobTable } from './job-table.ts'
import type { Policy } from './policy.ts'
import type { Schedules } from './schedules.ts'
import type { SparkDefaults } from './spark-defaults.ts'
import type { StagingBucket } from './staging-bucket.ts'
import type { DeadLetterQueue, WorkQueue } from './work-queue.ts'

/** What the functions work with. */
export interface Platform {
  readonly context: SparkdropContext
  readonly drop: DropBucket
  readonly staging: StagingBucket
  readonly table: JobTable
  readonly bus: JobBus
  readonly uploads: WorkQueue
  /** What people and programs send; "jobs" is for sparkdrop's own functions alone. */
  readonly requests: WorkQueue
  readonly jobs: WorkQueue
  readonly podEvents: WorkQueue
  readonly receipts: WorkQueue
  readonly schedules: Schedules
  /** Events that could not be delivered to what should have handled them. */
  readonly undelivered: DeadLetterQueue
  readonly sparkDefaults: SparkDefaults
  readonly policy: Policy
}
