import type { Job } from '../../lib/jobs/job.ts'

/** What `--json` prints of a job. */
export interface JobReport {
  readonly jobId: string
  readonly sparkAppId: string
  readonly state: string
  readonly reason?: string
  readonly message?: string
  readonly states: readonly { readonly state: string; readonly at: string }[]
  /** Executors that came to run. */
  readonly executors: number
  /** What the driver wrote; empty where there was none. */
  readonly output: string
  readonly driverPod: string | null
}

export const reportOf = (job: Job, output: string): JobReport => ({
  jobId: job.jobId,
  sparkAppId: job.sparkAppId,
  state: job.state,
  ...(job.reason ? { reason: job.reason } : {}),
  ...(job.message ? { message: job.message } : {}),
  states: job.history.map(({ state, at }) => ({ state, at })),
  executors: job.executors?.started ?? 0,
  output,
  driverPod: job.driver?.name ?? null,
})
