import { systemTimers } from '../../kubernetes/timers.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { copyLog } from './follow-logs.ts'
import { selectJob } from './select-jobs.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly follow?: boolean
  readonly tail?: string
}

const commandLine = (surroundings: Surroundings) =>
  newApiCommand('logs', surroundings)
    .description("Writes the log of a job's driver.")
    .argument('<job>', 'its id, the beginning of it, or namespace:name')
    .option('-f, --follow', 'stay, and write what comes, until the job has ended')
    .option('--tail <lines>', 'begin with so many of the last lines')

/**
 * `sparkdrop logs`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runLogs(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const { follow = false, tail, ...where } = command.opts<Options>()
  const lines = tail === undefined ? {} : { tail: wholeNumber('--tail', tail, 1) }
  const client = await openApi(where, surroundings)
  const { jobId } = await selectJob(client, command.args[0] ?? '')
  await copyLog({ client, jobId, follow, timers: systemTimers, ...lines }, surroundings)
  return EXIT.done
}
