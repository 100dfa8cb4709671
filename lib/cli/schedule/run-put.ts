import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { JobFields } from '../../jobs/uploads/job-fields.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { readScheduleFile } from './read-schedule-file.ts'
import { putSchedule, type ScheduleName } from './schedule-calls.ts'
import { scheduleDescription } from './schedule-tables.ts'
import { parseScheduleName } from './select-schedules.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
  readonly name?: string
  readonly schedule?: string
  readonly timezone?: string
  readonly start?: string
  readonly end?: string
  readonly catchUp?: string
  readonly concurrency?: string
  readonly paused?: boolean
}

const EXAMPLES = `
Examples:
  sparkdrop schedule put nightly.yaml --stack sparkdrop
  sparkdrop schedule put nightly.yaml --name team-a:hourly --schedule '0 * * * *' --concurrency Forbid
`

const commandLine = (surroundings: Surroundings) =>
  newApiCommand('schedule put', surroundings)
    .description('Makes a schedule, or changes it to what file and options say. Said again it changes nothing.')
    .argument('<file>', 'the schedule in YAML or JSON: namespace, name, schedule, timezone, job and more')
    .option('--name <namespace:name>', 'what it is called')
    .option('--schedule <expression>', "crontab's five fields, cron(…), rate(…) or at(…)")
    .option('--timezone <zone>', 'such as Europe/Berlin')
    .option('--start <time>', 'nothing is due before, such as 2026-01-31T02:30:00Z')
    .option('--end <time>', 'nothing is due after')
    .option('--catch-up <seconds>', 'a firing that comes later than this is missed')
    .option('--concurrency <policy>', 'Allow, Forbid or Replace')
    .option('--paused', 'it does not fire until it is resumed')
    .option('--no-paused', 'it fires, also where it was paused')
    .option('-o, --output <text|json>', 'how to write what it is then', 'text')
    .addHelpText('after', EXAMPLES)

const said = ({ schedule, timezone, start, end, catchUp, concurrency, paused }: Options): JobFields => {
  const catchUpSeconds = catchUp === undefined ? undefined : wholeNumber('--catch-up', catchUp, 1)
  const fields = { schedule, timezone, start, end, catchUpSeconds, concurrency, paused }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const nameOf = (option: string | undefined, { namespace, name }: JobFields, file: string): ScheduleName => {
  if (option !== undefined) return parseScheduleName(option)
  if (typeof name === 'string') return parseScheduleName(`${namespace ?? 'default'}:${name}`)
  throw new InvalidJobError(
    'SCHEDULE_NAMELESS',
    `${file} does not say what the schedule is called: write "name:", or --name`,
  )
}

/**
 * `sparkdrop schedule put`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runPut(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, ['text', 'json'])
  const [file = ''] = command.args
  const fields = readScheduleFile(file, surroundings)
  const name = nameOf(options.name, fields, file)
  const { namespace: _namespace, name: _name, ...spec } = fields
  const body = { ...spec, ...said(options) }
  const schedule = await putSchedule(await openApi(options, surroundings), name, body)
  if (output === 'json') writeJson(surroundings.stdout, schedule)
  else surroundings.stdout.write(scheduleDescription(schedule))
  return EXIT.done
}
