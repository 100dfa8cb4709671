import { styleText } from 'node:util'
import type { Job, JobStep } from '../../lib/jobs/job.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { driverOutput } from './driver-output.ts'
import { dropFile } from './drop-file.ts'
import { followJob, settledExecutors } from './follow-job.ts'
import { jobTableOf } from './job-table.ts'
import type { LocalStack } from './local-stack.ts'
import type { Progress } from './progress.ts'
import { type JobReport, reportOf } from './report.ts'
import { NAMESPACE } from './spark-defaults.ts'

export interface RunJobs {
  readonly stack: LocalStack
  readonly progress: Progress
  readonly signal: AbortSignal
}

const PATIENCE_MS = 240_000

const told = ({ state, at, reason, message }: JobStep): string =>
  `${styleText('dim', at)}  ${state}${reason ? ` ${reason}` : ''}${message ? `: ${message}` : ''}`

const outputOf = async ({ kubernetes }: LocalStack, { namespace, driver }: Job): Promise<string> =>
  driver ? driverOutput(kubernetes, namespace, driver.name) : ''

const runJob = async (run: RunJobs, store: JobStore, file: string): Promise<JobReport> => {
  const { stack, progress, signal } = run
  const { jobId, key } = await dropFile(stack.emulator, stack.outputs.DropBucket, NAMESPACE, file)
  progress.line(`dropped s3://${stack.outputs.DropBucket}/${key}: job ${jobId}`)
  const onStep = (step: JobStep): void => progress.line(`  ${key}  ${told(step)}`)
  const ended = await followJob(jobId, { store, onStep, signal, patience: PATIENCE_MS })
  const job = await settledExecutors(store, ended, signal)
  return reportOf(job, await outputOf(stack, job))
}

/** Drops the files, all at once, and follows their jobs to their ends. */
export const runJobs = async (run: RunJobs, files: readonly string[]): Promise<readonly JobReport[]> => {
  const store = jobTableOf(run.stack)
  return Promise.all(files.map((file) => runJob(run, store, file)))
}
