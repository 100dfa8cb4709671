import type { JobRequest } from '../../events/job-request.ts'
import type { JobSource } from '../../events/job-source.ts'
import type { JobReason, JobState } from '../../events/job-state.ts'
import type { PodWarning } from '../../events/pod-event.ts'

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
  /** The cluster that it is on; absent in records from before there could be several. */
  readonly cluster?: string
  /** When the pod became this attempt's driver: ISO 8601, UTC. */
  readonly claimedAt?: string
  /** The pod's resourceVersion when its news was last recorded: what is older changes nothing. */
  readonly seen?: string
  /** What Kubernetes last warned of while the driver had not started, or that it is to end: not in the pod, so kept with it. */
  readonly warning?: PodWarning
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

/**
 * Why a job's driver is being ended: recorded before its pod is deleted, so that the end counts as what was wished for,
 * whoever sees it, and so that somebody else can go on where the one who wished it died.
 */
export interface JobStop {
  /** `kill`: for good. `suspend`: until the job is resumed. `fail`: a limit of the job's was reached. */
  readonly kind: 'kill' | 'suspend' | 'fail'
  /** ISO 8601, UTC. */
  readonly at: string
  readonly reason: JobReason
  readonly message: string
  /** Absent: what the pod says. */
  readonly graceSeconds?: number
}

/** How often a job was tried again, for each kind of failure. */
export interface Retries {
  readonly runFailures: number
  readonly preemptions: number
  /** Of this attempt's submission. */
  readonly submissionFailures: number
  /** How often in a row this attempt found no room. */
  readonly waits: number
}

/** That a limit holds for the job's attempt: it has a slot of its namespace's roster, or waits for one. */
export interface JobAdmission {
  readonly attempt: number
  /** Absent while it waits. */
  readonly slot?: number
}

/** Where an attempt is to run: on record before anything of it is made there. */
export interface JobPlacement {
  readonly attempt: number
  readonly cluster: string
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
  /** The number that Livy's clients know the job by; absent where it did not come from one. */
  readonly batchId?: number
  /** Absent where no limit ever held for it. */
  readonly admission?: JobAdmission
  /** Absent where there never was more than one cluster to choose from. */
  readonly placement?: JobPlacement
  readonly driver?: JobDriver
  /** The driver of the attempt before, until this attempt has its own. */
  readonly former?: JobDriver
  readonly stop?: JobStop
  /** It waits until it is resumed. */
  readonly suspended?: true
  /** When its wait for the first driver began, where that was not its acceptance: ISO 8601, UTC. */
  readonly waitingSince?: string
  readonly retries?: Retries
  /** When something is to be done about the job next, its submission or its cleaning: ISO 8601, UTC. */
  readonly dueAt?: string
  readonly executors?: ExecutorCounts
  /** The last steps: of a long life the first ones, where they were announced, are forgotten. */
  readonly history: readonly JobStep[]
  /** How many steps were forgotten. */
  readonly forgotten?: number
  /** How many steps, from the very first, were announced on the bus. */
  readonly announced: number
  readonly createdAt: string
  readonly updatedAt: string
  /** Grows by one with every write: the condition of the next. */
  readonly revision: number
}
