import { styleText } from 'node:util'
import type { Job, JobStep } from '../../lib/jobs/job.ts'
import { driverOutput } from './driver-output.ts'
import { type Dropped, dropFile } from './drop-file.ts'
import { followJob } from './follow-job.ts'
import { JobTable } from './job-table.ts'
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

/** Of several files with one name and content each has its own job: the first is the first one's. */
const reader = (table: JobTable, dropped: Dropped, nth: number) => async (): Promise<Job | undefined> =>
  (await table.madeOf(dropped))[nth]

const runJob = async (run: RunJobs, table: JobTable, file: string, nth: number): Promise<JobReport> => {
  const { stack, progress, signal } = run
  const dropped = await dropFile(stack.emulator, stack.outputs.DropBucket, NAMESPACE, file)
  const name = dropped.key + (nth > 0 ? ` (${nth + 1})` : '')
  progress.line(`dropped s3://${stack.outputs.DropBucket}/${name}`)
  const onStep = (step: JobStep): void => progress.line(`  ${name}  ${told(step)}`)
  const job = await followJob({ read: reader(table, dropped, nth), onStep, signal, patience: PATIENCE_MS })
  return reportOf(job, await outputOf(stack, job))
}

/** Drops the files, all at once, and follows their jobs to their ends. */
export const runJobs = async (run: RunJobs, files: readonly string[]): Promise<readonly JobReport[]> => {
  const table = new JobTable(run.stack)
  return Promise.all(
    files.map((file, i) => runJob(run, table, file, files.slice(0, i).filter((f) => f === file).length)),
  )
}
