import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatProperties, parseProperties } from '../../lib/conf/codecs/properties.ts'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import { fetchDependencies } from './fetch-dependencies.ts'
import { mainResourceIndex, planFetches } from './fetch-plan.ts'
import type { ObjectFetcher } from './object-fetcher.ts'
import type { Environment } from './spark-command.ts'

const PROPERTIES_OPTION = '--properties-file'

const propertiesFile = (args: readonly string[], env: Environment): string | undefined => {
  const options = args.slice(0, mainResourceIndex(args))
  const given = options.lastIndexOf(PROPERTIES_OPTION)
  if (given >= 0) return options[given + 1]
  return env['SPARK_CONF_DIR'] && join(env['SPARK_CONF_DIR'], 'spark.properties')
}

const withPropertiesFile = (args: readonly string[], file: string): readonly string[] => {
  const main = mainResourceIndex(args)
  const options = args.slice(0, main)
  const given = options.lastIndexOf(PROPERTIES_OPTION)
  const kept = given < 0 ? options : options.toSpliced(given, 2)
  return [PROPERTIES_OPTION, file, ...kept, ...args.slice(main)]
}

const readSettings = async (file: string): Promise<ReadonlyMap<string, string>> => {
  try {
    return parseProperties(await readFile(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidJobError('NO_PROPERTIES', `cannot read the driver's settings: ${why}`, { cause })
  }
}

/** The driver's settings, and the file that they are in; no file where none is named. */
export interface DriverSettings {
  readonly file?: string
  readonly settings: ReadonlyMap<string, string>
}

/** The settings that the arguments or the environment name. @throws SparkdropError where they cannot be read */
export const driverSettings = async (args: readonly string[], env: Environment): Promise<DriverSettings> => {
  const file = propertiesFile(args, env)
  return file ? { file, settings: await readSettings(file) } : { settings: new Map() }
}

/**
 * The driver's arguments once every dependency under the upload path is a local file. The settings are in a mounted,
 * read-only file, so a changed copy of it takes its place. Where there is nothing to fetch, the arguments stay.
 *
 * @throws SparkdropError where a dependency cannot be had
 */
export const localizeDriver = async (
  args: readonly string[],
  { file, settings }: DriverSettings,
  env: Environment,
  fetcher: () => Promise<ObjectFetcher>,
): Promise<readonly string[]> => {
  if (!file) return args
  const scratch = env['SPARK_LOCAL_DIRS']?.split(',')[0] || tmpdir()
  const folder = join(scratch, 'sparkdrop-dependencies')
  const plan = planFetches(settings, args, folder)
  if (plan.fetches.length === 0) return args
  await fetchDependencies(await fetcher(), plan.fetches)
  const changed = join(folder, 'spark.properties')
  await writeFile(changed, formatProperties(plan.settings, `${file}, with staged dependencies as local files`))
  return withPropertiesFile(plan.args, changed)
}
