import { nearestText } from '../conf/nearest-text.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { SPARK_VERSION } from '../spark-pod/spark-version.ts'
import { parseArguments, type SubmitArguments } from '../submission/arguments/parse-arguments.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, explainError } from './explain-error.ts'
import type { Run } from './run-subcommand.ts'
import { type Surroundings, say } from './surroundings.ts'
import { VERSION } from './version.ts'

const versionText = `sparkdrop ${VERSION}, submitting as Spark ${SPARK_VERSION}\n`

const RUN_EXAMPLE =
  'run-example looks into a Spark on this machine. Name the example as the image has it: ' +
  '--class org.apache.spark.examples.SparkPi local:///opt/spark/examples/jars/spark-examples.jar'

/** What `submit` does by way of a deployed stack. Its `--kill` ends all that a glob means, as spark-submit's does. */
async function submitToStack(parsed: SubmitArguments, surroundings: Surroundings): Promise<number> {
  const { api, stack, kill, status } = parsed.options
  const where = [...(api === undefined ? [] : ['--api', api]), ...(stack === undefined ? [] : ['--stack', stack])]
  if (kill !== undefined)
    return (await import('./jobs/run-change.ts')).runKill([...where, '--yes', '--', kill], surroundings)
  if (status !== undefined)
    return (await import('./jobs/run-status.ts')).runStatus([...where, '--', status], surroundings)
  return (await import('./request/run-request.ts')).runRequest(parsed, surroundings)
}

async function submit(args: readonly string[], surroundings: Surroundings): Promise<number> {
  if (args[0] === 'run-example') throw new InvalidJobError('RUN_EXAMPLE', RUN_EXAMPLE)
  const parsed = parseArguments(args)
  const { options, switches } = parsed
  if (switches.has('help') || switches.has('usageError') || args.length === 0) {
    const wanted = switches.has('help')
    const { SUBMIT_HELP } = await import('./help.ts')
    ;(wanted ? surroundings.stdout : surroundings.stderr).write(SUBMIT_HELP)
    return wanted ? EXIT.done : EXIT.refused
  }
  if (switches.has('version')) {
    surroundings.stdout.write(versionText)
    return EXIT.done
  }
  const { isForStack } = await import('./request/target.ts')
  if (isForStack(parsed, surroundings)) return submitToStack(parsed, surroundings)
  if (options.kill !== undefined) {
    return (await import('./operations/kill-and-status.ts')).killDrivers(options.kill, parsed, surroundings)
  }
  if (options.status !== undefined) {
    return (await import('./operations/kill-and-status.ts')).showStatus(options.status, parsed, surroundings)
  }
  return (await import('./submit/run-submission.ts')).runSubmission(parsed, surroundings)
}

/** Each is loaded when it is called. */
const COMMANDS: Readonly<Record<string, Run>> = {
  submit,
  list: async (...call) => (await import('./jobs/run-list.ts')).runList(...call),
  status: async (...call) => (await import('./jobs/run-status.ts')).runStatus(...call),
  logs: async (...call) => (await import('./jobs/run-logs.ts')).runLogs(...call),
  events: async (...call) => (await import('./jobs/run-events.ts')).runEvents(...call),
  kill: async (...call) => (await import('./jobs/run-change.ts')).runKill(...call),
  suspend: async (...call) => (await import('./jobs/run-change.ts')).runSuspend(...call),
  resume: async (...call) => (await import('./jobs/run-change.ts')).runResume(...call),
  schedule: async (...call) => (await import('./schedule/run-schedule.ts')).runSchedule(...call),
  dlq: async (...call) => (await import('./dead-letters/run-dlq.ts')).runDlq(...call),
  doctor: async (...call) => (await import('./doctor/run-doctor.ts')).runDoctor(...call),
  'client-service': async (args, surroundings) =>
    (await import('./client-service/run-client-service.ts')).runClientService(args, surroundings),
  executors: async (args, surroundings) =>
    (await import('./executors/run-executors.ts')).runExecutors(args, surroundings),
  policy: async (args, surroundings) => {
    const { POLICY_COMMANDS } = await import('./policy/policy-commands.ts')
    return (await import('./run-subcommand.ts')).runSubcommand(POLICY_COMMANDS, args, surroundings)
  },
  explain: async (args, surroundings) => (await import('./explain/run-explain.ts')).runExplain(args, surroundings),
}

/** What somebody may have meant who wrote this where a command belongs. */
function meant(name: string, args: readonly string[]): string {
  if (name.startsWith('-')) return `options go after a command, as in: sparkdrop submit ${[name, ...args].join(' ')}`
  const nearest = nearestText(name, Object.keys(COMMANDS), 3)
  return `there is no command ${name}${nearest === undefined ? '' : `: did you mean sparkdrop ${nearest}?`}`
}

async function dispatch([name, ...args]: readonly string[], surroundings: Surroundings): Promise<number> {
  if (name !== undefined && Object.hasOwn(COMMANDS, name))
    return (await COMMANDS[name]?.(args, surroundings)) ?? EXIT.done
  const [topic] = args
  if (name === 'help' && topic !== undefined && Object.hasOwn(COMMANDS, topic))
    return (await COMMANDS[topic]?.(['--help'], surroundings)) ?? EXIT.done
  if (name === '--version') {
    surroundings.stdout.write(versionText)
    return EXIT.done
  }
  const { HELP } = await import('./help.ts')
  if (name === '--help' || name === '-h' || name === 'help') {
    surroundings.stdout.write(HELP)
    return EXIT.done
  }
  if (name === undefined) surroundings.stderr.write(HELP)
  else say(surroundings, `sparkdrop: ${meant(name, args)}\nsparkdrop --help names all commands.`)
  return EXIT.refused
}

/**
 * The `sparkdrop` command.
 * @returns the exit code
 */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    return await dispatch(args, surroundings)
  } catch (error) {
    say(surroundings, `sparkdrop: ${explainError(error)}`)
    return exitCodeOf(error)
  }
}
