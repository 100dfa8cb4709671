import { Command } from 'commander'
import { parseInteger } from '../../conf/codecs/number.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { parseCommand } from '../parse-command.ts'
import { type OutputFormat, outputFormat } from '../submit/print-objects.ts'
import type { Surroundings } from '../surroundings.ts'

/** What `sparkdrop executors` is asked for. */
export interface ExecutorsOptions {
  readonly master?: string
  readonly conf: readonly string[]
  readonly propertiesFile?: string
  /** How many; as many as the application begins with where it is not said. */
  readonly count?: number
  readonly profileFile?: string
  readonly once: boolean
  readonly dryRun: boolean
  readonly output: OutputFormat
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

const EXPLANATION = `
FILE.json of --profile, with what the executors of some stages have to have (as ResourceProfile in Spark):
  {"id": 1, "executorResources": {"cores": 2, "memory": "2g", "memoryOverhead": "512m", "offHeap": "1g",
   "pyspark.memory": "256m", "gpu": {"amount": 1, "vendor": "nvidia.com"}}, "taskResources": {"cpus": 1}}
With dynamic allocation, as many as the application begins with are of the default profile, and the others, at least
one, of this one.

Without --once the executors are kept until the command is interrupted, which deletes them. Example:
  sparkdrop executors --properties-file spark.properties --count 2 --dry-run`

const commandLine = ({ stdout, stderr }: Surroundings): Command =>
  new Command('sparkdrop executors')
    .description(
      "Creates executor pods without a driver: what the driver's own loop would create for these settings, for people " +
        'who look into pod templates, volumes and resources.',
    )
    .option('--master <url>', 'k8s://https://host:port of the API server (default: spark.master)')
    .option('--properties-file <file>', "settings from a file, such as a driver's spark.properties")
    .option('-c, --conf <key=value>', 'a setting; may be given many times', collect, [])
    .option('--count <n>', 'how many executors (default: as many as the application begins with)')
    .option('--profile <FILE.json>', 'a resource profile for them')
    .option('--once', 'create them, and leave them')
    .option('--dry-run', 'print the objects and create nothing')
    .option('-o, --output <yaml|json>', 'how to print them')
    .addHelpText('after', EXPLANATION)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(`sparkdrop: ${text}`) })

function countOf(text: string | undefined): { readonly count?: number } {
  if (text === undefined) return {}
  const count = /^[0-9]+$/.test(text) ? parseInteger(text) : 0
  if (count > 0) return { count }
  const message = `--count: '${text}' is no number of executors: 1 or more`
  throw new InvalidJobError('INVALID_COUNT', message, { details: { property: '--count', value: text } })
}

/**
 * Reads the command line.
 * @returns the options, or the exit code where the person has been told already: help, or what is wrong
 * @throws InvalidJobError INVALID_COUNT, INVALID_OUTPUT
 */
export function readExecutorsOptions(args: readonly string[], surroundings: Surroundings): ExecutorsOptions | number {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const { master, conf, propertiesFile, count, profile, once, dryRun, output } = command.opts()
  return {
    conf,
    ...countOf(count),
    ...(master === undefined ? {} : { master }),
    ...(propertiesFile === undefined ? {} : { propertiesFile }),
    ...(profile === undefined ? {} : { profileFile: profile }),
    once: once ?? false,
    dryRun: dryRun ?? false,
    output: outputFormat(output),
  }
}
