import { Command } from 'commander'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { DriverVerdict } from '../../jobs/classify/driver-verdict.ts'
import { explain } from '../../jobs/classify/fold-observations.ts'
import { EXIT } from '../exit-codes.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings } from '../surroundings.ts'
import { driverRecords, eventObjects } from './driver-records.ts'
import { asWatched, readRecording } from './read-recording.ts'

interface Options {
  readonly events?: string
  readonly output: string
}

const WRITERS: Readonly<Record<string, (verdict: DriverVerdict) => string>> = {
  text: ({ state, reason, message }) =>
    `${state}${reason === undefined ? '' : ` (${reason})`}\n${message === undefined ? '' : `${message}\n`}`,
  json: ({ state, reason = null, message = null }) => `${JSON.stringify({ state, reason, message }, undefined, 2)}\n`,
}

const commandLine = ({ stdout, stderr }: Surroundings): Command =>
  new Command('sparkdrop explain')
    .description('Says what became of a driver: the state of its job, the reason, and a message for a person.')
    .argument(
      '<file>',
      'the driver pod as JSON or YAML, a list with it, or what a watch of it streamed ({type, object}, one after the other); - is standard input',
    )
    .option(
      '--events <file>',
      'the Events about the pod: they alone say that a volume cannot be mounted, and whether the kubelet stopped the driver',
    )
    .option('-o, --output <text|json>', 'how to write it', 'text')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  kubectl get pod my-driver -o json | sparkdrop explain -\n' +
        '  kubectl get pod my-driver -w --output-watch-events -o json > watch.json\n' +
        '  kubectl get events --field-selector involvedObject.name=my-driver -o json > events.json\n' +
        '  sparkdrop explain watch.json --events events.json -o json\n' +
        '\nThe states and reasons are those of docs/job-states.md.',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(`sparkdrop: ${text}`) })

async function say(file: string, { events, output }: Options, surroundings: Surroundings): Promise<number> {
  const write = WRITERS[output]
  if (write === undefined) {
    const message = `--output: '${output}' is none of ${Object.keys(WRITERS).join(', ')}`
    throw new InvalidJobError('INVALID_OUTPUT', message, { details: { property: '--output', value: output } })
  }
  const records = driverRecords(await readRecording(file, surroundings), file)
  const known = events === undefined ? [] : eventObjects(await readRecording(events, surroundings), events)
  surroundings.stdout.write(write(explain(records.map(asWatched), known)))
  return EXIT.done
}

/**
 * `sparkdrop explain`: the state, the reason and a message for a driver pod's JSON or a recorded watch.
 * @throws InvalidJobError RECORDING_MISSING, INVALID_RECORDING, WRONG_KIND, NO_DRIVER, SEVERAL_PODS, INVALID_OUTPUT
 */
export async function runExplain(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  return await say(command.args[0] ?? '', command.opts<Options>(), surroundings)
}
