import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings, TextSink } from '../surroundings.ts'
import { jobEvents, LONGEST_WAIT } from './job-calls.ts'
import { stepTable } from './job-tables.ts'
import type { JobStepView } from './job-view.ts'
import { selectJob } from './select-jobs.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
  readonly follow?: boolean
}

const commandLine = (surroundings: Surroundings) =>
  newApiCommand('events', surroundings)
    .description("Lists the steps of a job's way: states, reasons, messages.")
    .argument('<job>', 'its id, the beginning of it, or namespace:name')
    .option('-f, --follow', 'stay, and write those that come, until the job has ended')
    .option('-o, --output <table|json|jsonl>', 'how to write them; jsonl: each in a line of its own', 'table')

const lines = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('')

const WRITERS: Readonly<Record<string, (events: readonly JobStepView[], sink: TextSink, isFirst: boolean) => void>> = {
  table: (events, sink, isFirst) => sink.write(stepTable(events, isFirst)),
  // A document for each time that there was news.
  json: (events, sink) => writeJson(sink, { events }),
  jsonl: (events, sink) => sink.write(lines(events)),
}

/**
 * `sparkdrop events`.
 * @throws InvalidJobError, ApiError, TransientError
 */
export async function runEvents(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const options = command.opts<Options>()
  const output = outputOf(options.output, Object.keys(WRITERS))
  const client = await openApi(options, surroundings)
  const { jobId } = await selectJob(client, command.args[0] ?? '')
  const write = WRITERS[output] ?? (() => {})
  let page = await jobEvents(client, jobId)
  write(page.events, surroundings.stdout, true)
  while (options.follow && !page.ended) {
    page = await jobEvents(client, jobId, page.next, LONGEST_WAIT)
    if (page.events.length > 0) write(page.events, surroundings.stdout, false)
  }
  return EXIT.done
}
