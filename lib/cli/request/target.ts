import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { sparkProperties } from '../../submission/arguments/spark-properties.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import type { Surroundings } from '../surroundings.ts'

const STACK_ONLY = ['id', 'namespace', 'timeout'] as const

function demandStackFor({ options, switches }: SubmitArguments): void {
  const flag = STACK_ONLY.find((name) => options[name] !== undefined) ?? (switches.has('wait') ? 'wait' : undefined)
  if (flag === undefined) return
  const instead: Readonly<Record<string, string>> = {
    namespace: 'write --conf spark.kubernetes.namespace=…',
    wait: 'with --master it waits in any case',
  }
  const message = `--${flag} is for a deployed stack: name it by --stack or --api${instead[flag] === undefined ? '' : `; ${instead[flag]}`}`
  throw new InvalidJobError('STACK_MISSING', message, { details: { property: `--${flag}` } })
}

/**
 * Whether a job is sent to a deployed stack, and not made on a cluster by this command itself: where `--stack` or `--api`
 * says so, or a variable does and nothing names a master.
 *
 * @throws InvalidJobError STACK_AND_MASTER, STACK_MISSING where an option is only for a stack and none is named
 */
export function isForStack(args: SubmitArguments, surroundings: Surroundings): boolean {
  const { options } = args
  const { SPARKDROP_API, SPARKDROP_STACK, MASTER } = surroundings.environment
  if (options.stack !== undefined || options.api !== undefined) {
    if (options.master === undefined) return true
    const message = '--master has this command make the driver, --stack and --api have the stack make it: leave one out'
    throw new InvalidJobError('STACK_AND_MASTER', message, { details: { property: '--master', value: options.master } })
  }
  const isNamed = Boolean(SPARKDROP_API || SPARKDROP_STACK)
  const isOfStack =
    isNamed &&
    options.master === undefined &&
    !MASTER &&
    sparkProperties(args, readPropertyFiles(args, surroundings)).conf.getOption('spark.master') === undefined
  if (!isOfStack) demandStackFor(args)
  return isOfStack
}
