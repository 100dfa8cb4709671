import type { JobState } from '../../../events/job-state.ts'
import type { ScheduleSpec } from '../../../events/schedule.ts'

/** What identifies a schedule. */
export interface ScheduleKey {
  readonly namespace: string
  readonly name: string
}

/** Why a firing made no job. */
export type SkipReason =
  /** It came later than the catch-up window allows. */
  | 'MISSED'
  /** An earlier run had not ended (Forbid). */
  | 'CONCURRENT'
  /** A later firing was there first (Replace). */
  | 'SUPERSEDED'
  | 'PAUSED'

/** What became of one firing: decided once, whatever is delivered again. */
export interface Firing {
  /** The scheduled time: ISO 8601, UTC, whole seconds. */
  readonly at: string
  /** ISO 8601, UTC. */
  readonly decidedAt: string
  readonly manual?: true
  /** The run's job; absent where the firing was skipped. */
  readonly jobId?: string
  /** The job's state when it was last looked at; absent until the job is known to be queued. */
  readonly state?: JobState
  readonly skipped?: SkipReason
  readonly message?: string
}

/** What the table holds of one schedule. */
export interface Schedule extends ScheduleKey {
  readonly spec: Omit<ScheduleSpec, 'paused'>
  readonly paused: boolean
  /** Grows with every change of what EventBridge Scheduler shall hold. */
  readonly generation: number
  /** Whether EventBridge Scheduler was made to hold this generation. */
  readonly synced: boolean
  /** It is gone, but for what is left to do in EventBridge Scheduler. */
  readonly deleted?: true
  /** What a rate is counted from: ISO 8601, UTC. */
  readonly anchor: string
  /** Latest scheduled time first. */
  readonly firings: readonly Firing[]
  readonly createdAt: string
  readonly updatedAt: string
  /** Grows by one with every write: the condition of the next. */
  readonly revision: number
}
