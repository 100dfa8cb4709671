import { parseArguments } from '../submission/arguments/parse-arguments.ts'
import { SPARK_VERSION } from '../submission/spark-version.ts'
import { EXIT } from './exit-codes.ts'
import { exitCodeOf, explainError } from './explain-error.ts'
import { type Surroundings, say } from './surroundings.ts'
import { VERSION } from './version.ts'

const versionText = `sparkdrop ${VERSION}, submitting as Spark ${SPARK_VERSION}`

async function help(): Promise<string> {
  return (await import('./help.ts')).HELP
}

async function submit(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const parsed = parseArguments(args)
  const { options, switches } = parsed
  if (switches.has('help') || args.length === 0) {
    surroundings.stdout.write(await help())
    return args.length === 0 ? EXIT.refused : EXIT.done
  }
  if (switches.has('usageError')) {
    surroundings.stderr.write(await help())
    return EXIT.refused
  }
  if (switches.has('version')) {
    surroundings.stdout.write(`${versionText}\n`)
    return EXIT.done
  }
  if (options.kill !== undefined) {
    return (await import('./operations/kill-and-status.ts')).killDrivers(options.kill, parsed, surroundings)
  }
  if (options.status !== undefined) {
    return (await import('./operations/kill-and-status.ts')).showStatus(options.status, parsed, surroundings)
  }
  return (await import('./submit/run-submission.ts')).runSubmission(parsed, surroundings)
}

async function dispatch([command, ...args]: readonly string[], surroundings: Surroundings): Promise<number> {
  if (command === 'submit') return await submit(args, surroundings)
  return 1
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
