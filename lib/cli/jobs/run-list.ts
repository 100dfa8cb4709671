import { jobStates } from '../../../events/job-state.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { eachJob } from './job-calls.ts'
import { isMeant, parseJobReference } from './job-reference.ts'
import { jobTable } from './job-tables.ts'
import type { JobView } from './job-view.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly namespace?: string
  readonly state?: readonly string[]
  readonly source?: string
  readonly limit: string
  readonly output: string
}

const commandLine = (surroundings: Surroundings) =>
  newApiCommand('list', surroundings)
    .description('Lists the jobs of a deployed stack, those that were made last first.')
    .argument('[job]', 'only those that are meant: namespace:glob, a name, or the beginning of an id')
    .option('-n, --namespace <name>', 'only those of this namespace')
    .option('--state <state...>', `only those in these states: ${jobStates.join(', ')}`)
    .option('--source <kind>', 'only those that came so: s3, sqs, schedule, api')
    .option('--limit <n>', 'at most so many', '50')
    .option('-o, --output <table|wide|json|id>', 'how to write them', 'table')
    .addHelpText(
      'after',
      "\nExamples:\n  sparkdrop list --state RUNNING QUEUED\n  sparkdrop list 'team-a:etl-*' -o json\n",
    )

function statesOf(names: readonly string[] = []): readonly string[] {
  return names
    .flatMap((name) => name.split(','))
    .map((name) => {
      const state = jobStates.find((each) => each === name.toUpperCase())
      if (state !== undefined) return state
      throw new InvalidJobError('UNKNOWN_STATE', `--state: '${name}' is none of ${jobStates.join(', ')}`)
    })
}

const WRITERS: Readonly<Record<string, (jobs: readonly JobView[], surroundings: Surroundings) => void>> = {
  table: (jobs, { stdout }) => stdout.write(jobTable(jobs)),
  wide: (jobs, { stdout }) => stdout.write(jobTable(jobs, true)),
  json: (jobs, { stdout }) => writeJson(stdout, { jobs }),
  id: (jobs, { stdout }) => stdout.write(jobs.map(({ jobId }) => `${jobId}\n`).join('')),
}

/** How many jobs are looked through where only some of them are meant. */
const LOOKED_THROUGH = 5_000

async function gathered(
  options: Options,
  text: string | undefined,
  surroundings: Surroundings,
): Promise<readonly JobView[]> {
  const reference = text === undefined ? undefined : parseJobReference(text)
  const limit = wholeNumber('--limit', options.limit, 1)
  const states = statesOf(options.state)
  const namespace = options.namespace ?? (reference?.kind === 'name' ? reference.namespace : undefined)
  const query = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(states.length === 0 ? {} : { state: states }),
    ...(options.source === undefined ? {} : { source: options.source }),
  }
  const client = await openApi(options, surroundings)
  const jobs: JobView[] = []
  for await (const job of eachJob(client, query, reference === undefined ? limit : LOOKED_THROUGH)) {
    if (reference === undefined || isMeant(reference, job)) jobs.push(job)
    if (jobs.length >= limit) break
  }
  return jobs
}

/**
 * `sparkdrop list`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runList(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, Object.keys(WRITERS))
  const jobs = await gathered(options, command.args[0], surroundings)
  if (jobs.length === 0 && (output === 'table' || output === 'wide')) say(surroundings, 'No jobs found.')
  else WRITERS[output]?.(jobs, surroundings)
  return EXIT.done
}
