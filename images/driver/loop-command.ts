import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import type { Environment } from './spark-command.ts'

const ALLOCATOR = 'spark.kubernetes.allocation.pods.allocator'
const ALLOCATOR_CLASS = 'dev.sparkdrop.scheduler.LoopPodsAllocator'
const PREFIX = 'sparkdrop.scheduler.'
const VALUES: Readonly<Record<string, readonly string[]>> = { enabled: ['true', 'false'], fallback: ['spark', 'fail'] }

/** The parts of the image that make the scheduler loop run. */
export interface LoopParts {
  readonly node: string
  readonly scheduler: string
  readonly shim: string
}

/** What a driver is started with besides its own arguments, so that the loop creates its executors. */
export interface LoopCommand {
  readonly options: readonly string[]
  readonly environment: Environment
}

const NO_LOOP: LoopCommand = { options: [], environment: {} }

/** Where the job has a say in what creates its executors: classes of its own can only be loaded by the JVM. */
const CHOSEN_BY_JOB = [ALLOCATOR, 'spark.kubernetes.executor.pod.featureSteps'] as const

/** The parts in `folder`, where they lie beside the entrypoint; undefined where they are not all there. */
export const findLoopParts = async (folder: string, node: string): Promise<LoopParts | undefined> => {
  const parts = { node, scheduler: join(folder, 'scheduler.mjs'), shim: join(folder, 'shim.jar') }
  const missing = await Promise.all(
    [parts.scheduler, parts.shim].map((file) =>
      access(file).then(
        () => false,
        () => true,
      ),
    ),
  )
  return missing.includes(true) ? undefined : parts
}

/** Spark takes only keys that begin with `spark.`; where the submitter has been told without that, it is meant too. */
const ownSettings = (settings: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map(
    ['', 'spark.'].flatMap((spark) =>
      [...settings]
        .filter(([key]) => key.startsWith(spark + PREFIX))
        .map(([key, value]) => [key.slice(spark.length + PREFIX.length), value] as const),
    ),
  )

const check = (name: string, value: string): void => {
  const allowed = VALUES[name]
  if (allowed === undefined || allowed.includes(value)) return
  const property = `spark.${PREFIX}${name}`
  throw new InvalidJobError('INVALID_PROPERTY', `${property} is '${value}': it has to be ${allowed.join(' or ')}`, {
    details: { property, value },
  })
}

/**
 * How the driver is started so that the loop creates its executors; nothing is changed where the job chose an allocator
 * or has feature steps of its own for executors, or `spark.sparkdrop.scheduler.enabled` is false.
 *
 * The shim comes last on the class path, by the variable that Spark's launcher has for it, so that no setting of the
 * job's is touched.
 *
 * @throws InvalidJobError INVALID_PROPERTY
 */
export const loopCommand = (
  settings: ReadonlyMap<string, string>,
  env: Environment,
  parts: LoopParts | undefined,
): LoopCommand => {
  const own = ownSettings(settings)
  for (const [name, value] of own) check(name, value)
  if (parts === undefined || own.get('enabled') === 'false' || CHOSEN_BY_JOB.some((key) => settings.has(key)))
    return NO_LOOP
  const given = [...own].map(([name, value]) => `spark.${PREFIX}${name}=${value}`)
  return {
    options: [`${ALLOCATOR}=${ALLOCATOR_CLASS}`, ...given].flatMap((setting) => ['--conf', setting]),
    environment: {
      SPARK_DIST_CLASSPATH: [env['SPARK_DIST_CLASSPATH'], parts.shim].filter(Boolean).join(delimiter),
      SPARKDROP_SCHEDULER_NODE: parts.node,
      SPARKDROP_SCHEDULER_FILE: parts.scheduler,
    },
  }
}
