import type { JobRequest } from '../../events/job-request.ts'
import { ALL_PROPERTIES } from '../conf/catalogue/all-properties.ts'
import { withCurrentNames } from '../conf/legacy-names.ts'
import { SparkConf } from '../conf/spark-conf.ts'
import { substitute } from '../conf/substitution.ts'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { refusedSetting, type Violation } from './violation.ts'

/** A setting that the job's sender made, as Spark comes to read it. */
export interface Setting {
  /** Under today's name. */
  readonly key: string
  /** With every reference replaced that can be. */
  readonly value: string
  /** The name that the sender wrote. */
  readonly from: string
}

const ALIASES: ReadonlyMap<string, string> = new Map(
  ALL_PROPERTIES.flatMap(({ key, aliases = [] }) => aliases.map((alias) => [alias, key] as const)),
)

const DEPENDENCIES = {
  jars: 'spark.jars',
  files: 'spark.files',
  pyFiles: 'spark.submit.pyFiles',
  archives: 'spark.archives',
  packages: 'spark.jars.packages',
  excludePackages: 'spark.jars.excludes',
  repositories: 'spark.jars.repositories',
} as const

/** All that a request says in Spark's own terms, whichever of its fields says it. */
const written = ({ conf, dependencies, labels }: JobRequest): readonly (readonly [string, string])[] => [
  ...Object.entries(conf),
  ...Object.entries(DEPENDENCIES).flatMap(([list, key]): [string, string][] => {
    const named = dependencies[list as keyof typeof DEPENDENCIES]
    return named.length === 0 ? [] : [[key, named.join(',')]]
  }),
  ...Object.entries(labels).flatMap(([name, value]): [string, string][] => [
    [`spark.kubernetes.driver.label.${name}`, value],
    [`spark.kubernetes.executor.label.${name}`, value],
  ]),
]

const current = (from: string, text: string, conf: SparkConf): readonly Setting[] =>
  withCurrentNames(SparkConf.of([[from, text]]))
    .conf.entries()
    .map(([name, value]) => ({ key: ALIASES.get(name) ?? name, value: substitute(value, conf), from }))

/**
 * The settings that the sender made, and those among them that cannot be read.
 * @param conf the conf as submitted, by which references are resolved
 */
export const requestSettings = (
  request: JobRequest,
  conf: SparkConf,
): { readonly settings: readonly Setting[]; readonly unreadable: readonly Violation[] } => {
  const settings: Setting[] = []
  const unreadable: Violation[] = []
  for (const [from, text] of written(request)) {
    try {
      settings.push(...current(from, text, conf))
    } catch (error) {
      if (!(error instanceof SparkdropError)) throw error
      unreadable.push(refusedSetting('property', { key: from, value: text, from }, error.message))
    }
  }
  return { settings, unreadable }
}
