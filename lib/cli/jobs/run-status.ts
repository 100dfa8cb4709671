import { systemTimers } from '../../kubernetes/timers.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { awaitJob, exitCodeOfJob } from './await-job.ts'
import { parseJobReference } from './job-reference.ts'
import { jobDescription } from './job-tables.ts'
import type { JobView } from './job-view.ts'
import { selectJob, selectJobs } from './select-jobs.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly wait?: boolean
  readonly timeout?: string
  readonly output: string
}

const commandLine = (surroundings: Surroundings) =>
  newApiCommand('status', surroundings)
    .description('Says how a job is.')
    .argument('<job>', 'its id, the beginning of it, namespace:name, or namespace:glob for several')
    .option('--wait', 'stay until it has ended, and end with its exit code')
    .option('--timeout <seconds>', 'how long to stay; when it is over, end with 124')
    .option('-o, --output <text|json>', 'how to write it', 'text')

const write = (jobs: readonly JobView[], isOne: boolean, output: string, { stdout }: Surroundings): void => {
  if (output === 'json') writeJson(stdout, isOne ? jobs[0] : { jobs })
  else stdout.write(jobs.map(jobDescription).join('\n'))
}

async function stay(
  text: string,
  { timeout, output, ...options }: Options,
  surroundings: Surroundings,
): Promise<number> {
  const patience = timeout === undefined ? {} : { patience: wholeNumber('--timeout', timeout) * 1000 }
  const client = await openApi(options, surroundings)
  const job = await awaitJob({ client, timers: systemTimers, surroundings, ...patience }, await selectJob(client, text))
  write([job], true, output, surroundings)
  return exitCodeOfJob(job)
}

/**
 * `sparkdrop status`. In JSON a glob gives `{jobs: […]}`, anything else the job itself.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runStatus(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, ['text', 'json'])
  const [text = ''] = command.args
  const reference = parseJobReference(text)
  if (options.wait || options.timeout !== undefined) return stay(text, options, surroundings)
  const client = await openApi(options, surroundings)
  const isMany = reference.kind === 'name' && reference.isGlob
  const jobs = isMany ? await selectJobs(client, text) : [await selectJob(client, text)]
  if (jobs.length === 0 && output === 'text') say(surroundings, 'No jobs found.')
  else write(jobs, !isMany, output, surroundings)
  return EXIT.done
}
