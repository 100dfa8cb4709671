import type { JobRequest } from '../../events/job-request.ts'
import type { JobSource } from '../../events/job-source.ts'
import type { JobReason, JobState } from '../../events/job-state.ts'

/** One step of a job's way, as it was recorded. */
export interface JobStep {
  readonly state: JobState
  /** ISO 8601, UTC. */
  readonly at: string
  readonly attempt: number
  readonly reason?: JobReason
  readonly message?: string
  readonly exitCode?: number
}

/** The driver pod of an attempt: its uid is recorded before it may run, so an attempt never has two. */
export interface JobDriver {
  readonly name: string
  readonly uid: string
  /** The pod's resourceVersion when its news was last recorded: what is older changes nothing. */
  readonly seen?: string
}

export interface ExecutorCounts {
  readonly pending: number
  readonly running: number
  readonly succeeded: number
  readonly failed: number
  /** Executor pods that were ever seen to run. */
  readonly started: number
  /** When the counts were taken: ISO 8601, UTC. */
  readonly at: string
}

/** What the table holds of one job. */
export interface Job {
  readonly jobId: string
  readonly source: JobSource
  readonly namespace: string
  readonly state: JobState
  readonly reason?: JobReason
  readonly message?: string
  readonly exitCode?: number
  /** Absent where what was sent could not be read as a request. */
  readonly request?: JobRequest
  /** 1 for the first run. */
  readonly attempt: number
  readonly sparkAppId: string
  readonly driver?: JobDriver
  readonly executors?: ExecutorCounts
  readonly history: readonly JobStep[]
  /** How many steps of the history were announced on the bus. */
  readonly announced: number
  readonly createdAt: string
  readonly updatedAt: string
  /** Grows by one with every write: the condition of the next. */
  readonly revision: number
}
