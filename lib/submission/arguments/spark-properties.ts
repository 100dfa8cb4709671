import { parseProperties } from '../../conf/codecs/properties.ts'
import { OWN_PREFIX } from '../../conf/own-settings.ts'
import { SparkConf } from '../../conf/spark-conf.ts'
import type { SubmitArguments } from './parse-arguments.ts'

/** The texts of the files that settings may come from, read by the caller. */
export interface PropertyFiles {
  /** The file that `--properties-file` names. */
  readonly propertiesFile?: string
  /** `spark-defaults.conf` in SPARK_CONF_DIR. */
  readonly defaultsFile?: string
}

const isBlank = (character: string | undefined): boolean =>
  character !== undefined && character <= ' ' && character !== '\n' && character !== '\r'

/** Blanks around a value are cut, line ends written as escapes are not: Utils.trimExceptCRLF. */
function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isBlank(value[start])) start++
  while (end > start && isBlank(value[end - 1])) end--
  return value.slice(start, end)
}

const settings = (text: string | undefined): [string, string][] =>
  Array.from(parseProperties(text ?? ''), ([key, value]) => [key, trimmed(value)])

export interface SubmissionSettings {
  readonly conf: SparkConf
  /** The `sparkdrop.*` settings, which are for the submitter alone. */
  readonly own: SparkConf
  readonly warnings: readonly string[]
}

/**
 * The settings of one submission, those of `--conf` before those of the properties file. The defaults file counts
 * where no other file is named, or `--load-spark-defaults` asks for it. Keys that are neither Spark's nor ours are left
 * out, and warned of. Follows SparkSubmitArguments.mergeDefaultSparkProperties.
 */
export function sparkProperties(args: SubmitArguments, files: PropertyFiles): SubmissionSettings {
  const useDefaults = args.options.propertiesFile === undefined || args.switches.has('loadSparkDefaults')
  const all = new Map([
    ...(useDefaults ? settings(files.defaultsFile) : []),
    ...settings(files.propertiesFile),
    ...args.conf,
  ])
  const foreign = [...all.keys()].filter((key) => !key.startsWith('spark.') && !key.startsWith(OWN_PREFIX))
  return {
    conf: SparkConf.of(Array.from(all).filter(([key]) => key.startsWith('spark.'))),
    own: SparkConf.of(Array.from(all).filter(([key]) => key.startsWith(OWN_PREFIX))),
    warnings: foreign.map((key) => `Ignoring non-Spark config property: ${key}`),
  }
}
