import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { type DeadLetterView, readSwept } from './dead-letter-view.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
  readonly queue?: string
  readonly all?: boolean
}

type Way = 'redrive' | 'drop'

interface Chosen {
  readonly queue?: string
  readonly ids?: readonly string[]
  readonly all?: true
}

const DONE: Readonly<Record<Way, string>> = { redrive: 'sent again', drop: 'deleted' }

const commandLine = (way: Way, description: string, surroundings: Surroundings) =>
  newApiCommand(`dlq ${way}`, surroundings)
    .description(description)
    .argument('[id...]', 'of the letters, as dlq list has them')
    .option('--all', 'all of them, or all of one queue')
    .option('--queue <name>', 'only those that came from this queue')
    .option('-o, --output <text|json>', 'how to write which they were', 'text')

function chosen(way: Way, ids: readonly string[], { all, queue }: Options): Chosen {
  if (ids.length > 0 === Boolean(all)) {
    const message =
      ids.length > 0 ? 'give ids or --all, and not both' : `name the letters to ${way} by their ids, or give --all`
    throw new InvalidJobError('LETTERS_MISSING', message)
  }
  return { ...(queue === undefined ? {} : { queue }), ...(ids.length > 0 ? { ids } : { all: true }) }
}

/** Call by call, as one call handles so many only. */
async function handleAll(client: ApiClient, way: Way, body: Chosen): Promise<readonly DeadLetterView[]> {
  const letters: DeadLetterView[] = []
  for (;;) {
    // Done again it is done to what is left, so that the call may be repeated.
    const headers = { 'idempotency-key': way }
    const answer = await client.json({ method: 'POST', path: `/v1/dead-letters/${way}`, body, headers })
    const { deadLetters, more } = readSwept(answer)
    letters.push(...deadLetters)
    if (!more || deadLetters.length === 0) return letters
  }
}

const handle =
  (way: Way, description: string) =>
  async (args: readonly string[], surroundings: Surroundings): Promise<number> => {
    const command = commandLine(way, description, surroundings)
    const ended = parseCommand(command, args)
    if (ended !== undefined) return ended
    const options = command.opts<Options>()
    const output = outputOf(options.output, ['text', 'json'])
    const wanted = chosen(way, command.args, options)
    const letters = await handleAll(await openApi(options, surroundings), way, wanted)
    if (output === 'json') writeJson(surroundings.stdout, { deadLetters: letters })
    else for (const { id, about } of letters) surroundings.stdout.write(`${id} ${DONE[way]} (${about})\n`)
    const missing = (wanted.ids ?? []).filter((id) => !letters.some((letter) => letter.id === id))
    for (const id of missing)
      say(surroundings, `sparkdrop: there is no dead letter ${id}, or another call holds it for a minute`)
    if (letters.length === 0 && missing.length === 0) say(surroundings, 'No dead letters found.')
    return missing.length > 0 ? EXIT.refused : EXIT.done
  }

/** `sparkdrop dlq redrive`. */
export const runRedrive = handle(
  'redrive',
  'Sends dead letters again, to the queue that they came from. What was done already is not done twice.',
)

/** `sparkdrop dlq drop`. */
export const runDrop = handle('drop', 'Deletes dead letters. The records of their jobs stay as they are.')
