import { randomUUID } from 'node:crypto'
import { isRetryable } from '../../errors/sparkdrop-error.ts'
import type { JobFields } from '../../jobs/uploads/job-fields.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { type Deployment, openDeployment } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { awaitJob, exitCodeOfJob } from '../jobs/await-job.ts'
import { type JobView, readJob } from '../jobs/job-view.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import type { SaidByArguments } from './fields-of-arguments.ts'
import { planRequest } from './plan-request.ts'
import { uploadJobFiles } from './upload-job-files.ts'

const print = async (fields: JobFields, output: string | undefined, { stdout }: Surroundings): Promise<void> => {
  if (outputOf(output ?? 'yaml', ['yaml', 'json']) === 'json') return writeJson(stdout, fields)
  const { yamlDocuments } = await import('../submit/yaml-documents.ts')
  stdout.write(yamlDocuments([fields]))
}

/** Uploads and asks. A refusal takes the uploads back, unless the key may be that of a job which needs them. */
async function ask(
  said: SaidByArguments,
  deployment: Deployment,
  key: string,
  isOwnKey: boolean,
  surroundings: Surroundings,
): Promise<JobView> {
  const { fields: body, remove } = await uploadJobFiles(said, deployment, key, surroundings)
  try {
    return readJob(
      await deployment.client.json({ method: 'POST', path: '/v1/jobs', body, headers: { 'idempotency-key': key } }),
    )
  } catch (error) {
    if (isRetryable(error))
      say(
        surroundings,
        `sparkdrop: the job may have been taken: the same command with --id ${key} asks again, for the same job`,
      )
    else if (!isOwnKey) await remove()
    throw error
  }
}

async function stay(
  job: JobView,
  { options, switches }: SubmitArguments,
  { client }: Deployment,
  surroundings: Surroundings,
): Promise<JobView> {
  const patience = options.timeout === undefined ? {} : { patience: wholeNumber('--timeout', options.timeout) * 1000 }
  const waiting = { client, timers: systemTimers, surroundings, ...patience }
  try {
    if (!switches.has('follow')) return await awaitJob(waiting, job)
    const { followWhile } = await import('../jobs/follow-logs.ts')
    return await followWhile(
      { client, jobId: job.jobId, timers: systemTimers },
      () => awaitJob(waiting, job),
      surroundings,
    )
  } catch (error) {
    say(surroundings, `sparkdrop: the job goes on without being watched; to end it: sparkdrop kill ${job.jobId}`)
    throw error
  }
}

/**
 * `sparkdrop submit` for a deployed stack: a command line, or a job file, to a job. The job's id is all that goes to
 * standard output, but for its log where `--follow` asks for that.
 *
 * @returns the exit code; the job's own where it was waited for
 * @throws SparkdropError where nothing was submitted
 */
export async function runRequest(args: SubmitArguments, surroundings: Surroundings): Promise<number> {
  const { options, switches } = args
  const said = await planRequest(args, surroundings)
  for (const warning of said.warnings) warn(surroundings, warning)
  if (switches.has('dryRun')) {
    await print(said.fields, options.output, surroundings)
    return EXIT.done
  }
  const output = outputOf(options.output ?? 'text', ['text', 'json'])
  const waits = switches.has('wait') || switches.has('follow') || options.timeout !== undefined
  const deployment = await openDeployment(options, surroundings)
  const job = await ask(said, deployment, options.id ?? randomUUID(), options.id !== undefined, surroundings)
  if (output === 'text' && !switches.has('follow')) surroundings.stdout.write(`${job.jobId}\n`)
  const last = waits ? await stay(job, args, deployment, surroundings) : job
  if (output === 'json') writeJson(surroundings.stdout, last)
  if (waits) return exitCodeOfJob(last)
  say(surroundings, `${last.namespace}:${last.name ?? ''} ${last.state}`)
  return last.state === 'REJECTED' ? EXIT.jobRejected : EXIT.done
}
