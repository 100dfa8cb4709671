import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { wholeNumber } from '../whole-number.ts'
import { readLetter, readSwept } from './dead-letter-view.ts'
import { letterDescription, letterTable } from './letter-tables.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
  readonly queue?: string
  readonly limit: string
}

const OUTPUTS = ['text', 'json'] as const

/**
 * `sparkdrop dlq list`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runDlqList(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = newApiCommand('dlq list', surroundings)
    .description('Lists the messages that nobody could handle, oldest first. While it reads, nobody else sees them.')
    .option('--queue <name>', 'only those that came from this queue: requests, jobs, uploads, pod-events, schedules')
    .option('--limit <n>', 'at most so many', '50')
    .option('-o, --output <text|json>', 'how to write them', 'text')
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, OUTPUTS)
  const query = { queue: options.queue, limit: wholeNumber('--limit', options.limit, 1) }
  const client = await openApi(options, surroundings)
  const { deadLetters, more } = readSwept(await client.json({ method: 'GET', path: '/v1/dead-letters', query }))
  if (output === 'json') writeJson(surroundings.stdout, { deadLetters, more })
  else if (deadLetters.length === 0) say(surroundings, 'No dead letters found.')
  else surroundings.stdout.write(letterTable(deadLetters))
  if (more && output === 'text') say(surroundings, 'There are more: raise --limit, or name a --queue.')
  return EXIT.done
}

/**
 * `sparkdrop dlq show`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runDlqShow(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = newApiCommand('dlq show', surroundings)
    .description('Shows a dead letter: what it is about, why it is there, how its job is, and the message.')
    .argument('<id>', 'of the letter, as dlq list has it')
    .option('-o, --output <text|json>', 'how to write it', 'text')
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, OUTPUTS)
  const client = await openApi(options, surroundings)
  const path = `/v1/dead-letters/${encodeURIComponent(command.args[0] ?? '')}`
  const letter = readLetter(await client.json({ method: 'GET', path }))
  if (output === 'json') writeJson(surroundings.stdout, letter)
  else surroundings.stdout.write(letterDescription(letter))
  return EXIT.done
}
