import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { eachSchedule } from './schedule-calls.ts'
import { scheduleDescription, scheduleTable } from './schedule-tables.ts'
import type { ScheduleSummaryView } from './schedule-view.ts'
import { selectSchedule } from './select-schedules.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
  readonly namespace?: string
}

const OUTPUTS = ['text', 'json'] as const

/**
 * `sparkdrop schedule list`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runList(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = newApiCommand('schedule list', surroundings)
    .description('Lists schedules by namespace and name, with the time that each is due next.')
    .option('-n, --namespace <name>', 'only those of this namespace')
    .option('-o, --output <text|json>', 'how to write them', 'text')
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, OUTPUTS)
  const client = await openApi(options, surroundings)
  const schedules: ScheduleSummaryView[] = []
  for await (const schedule of eachSchedule(client, options.namespace)) schedules.push(schedule)
  if (output === 'json') writeJson(surroundings.stdout, schedules)
  else if (schedules.length === 0) say(surroundings, 'No schedules found.')
  else surroundings.stdout.write(scheduleTable(schedules))
  return EXIT.done
}

/**
 * `sparkdrop schedule show`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runShow(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = newApiCommand('schedule show', surroundings)
    .description('Shows a schedule: when it is due next, and what became of its firings.')
    .argument('<schedule>', 'namespace:name')
    .option('-o, --output <text|json>', 'how to write it', 'text')
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, OUTPUTS)
  const client = await openApi(options, surroundings)
  const schedule = await selectSchedule(client, command.args[0] ?? '')
  if (output === 'json') writeJson(surroundings.stdout, schedule)
  else surroundings.stdout.write(scheduleDescription(schedule))
  return EXIT.done
}
