import { openApi } from '../api-client/open-api.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { changeJobs, type JobChange } from './change-jobs.ts'
import { jobPath } from './job-calls.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly yes?: boolean
  readonly output: string
  readonly grace?: string
}

const commandLine = (name: string, description: string, surroundings: Surroundings) =>
  newApiCommand(name, surroundings)
    .description(description)
    .argument('<job...>', "ids, beginnings of ids, namespace:name, or 'namespace:glob' for all open jobs of such names")
    .option('--yes', 'several jobs of one name or glob are meant')
    .option('-o, --output <text|json>', 'how to write what became of them', 'text')

async function change(
  command: ReturnType<typeof commandLine>,
  args: readonly string[],
  changeOf: (options: Options) => JobChange,
  surroundings: Surroundings,
): Promise<number> {
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, ['text', 'json'])
  const wanted = changeOf(options)
  const client = await openApi(options, surroundings)
  return changeJobs(client, command.args, wanted, { yes: options.yes ?? false, output }, surroundings)
}

/** `sparkdrop kill`: ends jobs, with the grace period that their pods or `--grace` say. */
export async function runKill(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine('kill', 'Ends jobs for good.', surroundings)
    .option('--grace <seconds>', 'how long a driver has to end by itself')
    .addHelpText('after', "\nExamples:\n  sparkdrop kill 3f2a9c --grace 30\n  sparkdrop kill 'team-a:etl-*' --yes\n")
  const changeOf = ({ grace }: Options): JobChange => {
    const query = grace === undefined ? {} : { graceSeconds: wholeNumber('--grace', grace) }
    return {
      done: 'killed',
      reached: 'KILLED',
      request: ({ jobId }) => ({ method: 'DELETE', path: jobPath(jobId), query }),
    }
  }
  return change(command, args, changeOf, surroundings)
}

const moved =
  (name: 'suspend' | 'resume', told: Pick<JobChange, 'done' | 'reached'>, description: string) =>
  (args: readonly string[], surroundings: Surroundings): Promise<number> =>
    change(
      commandLine(name, description, surroundings),
      args,
      // Asked twice it is no other thing, so the client may ask again: the key says so.
      () => ({
        ...told,
        request: ({ jobId }) => ({
          method: 'POST',
          path: `${jobPath(jobId)}/${name}`,
          headers: { 'idempotency-key': `${name}-${jobId}` },
        }),
      }),
      surroundings,
    )

/** `sparkdrop suspend`: jobs wait until they are resumed; a driver that runs is ended. */
export const runSuspend = moved(
  'suspend',
  { done: 'suspended', reached: 'QUEUED' },
  'Has jobs wait until they are resumed. A driver that runs is ended, and starts anew then.',
)

/** `sparkdrop resume`: suspended jobs go on. */
export const runResume = moved('resume', { done: 'resumed' }, 'Lets suspended jobs go on.')
