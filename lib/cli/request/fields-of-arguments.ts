import { APP_NAME, NAMESPACE, UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { parseList } from '../../conf/codecs/list.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { JobFields } from '../../jobs/uploads/job-fields.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { resolveSubmission } from '../../submission/arguments/resolve-submission.ts'
import type { PropertyFiles } from '../../submission/arguments/spark-properties.ts'
import { withGlobsExpanded } from '../submit/expand-globs.ts'
import type { Surroundings } from '../surroundings.ts'

/** The settings that a request says in fields of its own. */
const LISTS: Readonly<Record<string, string>> = {
  'spark.jars': 'jars',
  'spark.files': 'files',
  'spark.submit.pyFiles': 'pyFiles',
  'spark.archives': 'archives',
  'spark.jars.packages': 'packages',
  'spark.jars.excludes': 'excludePackages',
  'spark.jars.repositories': 'repositories',
}

/** What the place decides that the job runs at, or what is said otherwise. */
const LEFT_OUT: readonly string[] = [
  ...Object.keys(LISTS),
  'spark.master',
  'spark.submit.deployMode',
  APP_NAME.key,
  NAMESPACE.key,
  UPLOAD_PATH.key,
]

/** What a command line says of a job, and the settings by which its files are uploaded. */
export interface SaidByArguments {
  /** Of a request; files of this machine are `file:` URIs in them. */
  readonly fields: JobFields
  readonly conf: SparkConf
  readonly warnings: readonly string[]
}

/** spark-submit wants to hear of a master; which one it is, the stack knows. */
const ANY_MASTER = 'k8s://https://kubernetes.default.svc'

function checkOptions({ options }: SubmitArguments): void {
  for (const [flag, value] of [
    ['--proxy-user', options.proxyUser],
    ['--keytab', options.keytab],
    ['--principal', options.principal],
  ] as const) {
    if (value === undefined) continue
    throw new InvalidJobError(
      'NOT_FOR_A_STACK',
      `${flag} needs the cluster's own credentials: submit with --master k8s://…`,
      {
        details: { property: flag, value },
      },
    )
  }
}

/** Keys to buckets serve for uploads from here; in a request they would lie in the job table, for all who may read that. */
const isSecret = (key: string): boolean =>
  /^spark\.hadoop\.fs\.s3a\..*(access\.key|secret\.key|session\.token)$/.test(key)

const secretWarning = (key: string): string =>
  `${key} is used for uploads and not sent to the stack: its drivers have a role of their own`

const dependenciesOf = (conf: SparkConf): JobFields =>
  Object.fromEntries(
    Object.entries(LISTS).flatMap(([key, list]) => {
      const named = parseList(conf.get(key, ''))
      return named.length === 0 ? [] : [[list, named]]
    }),
  )

/**
 * The job that spark-submit's arguments mean, as the fields of a request.
 *
 * @throws InvalidJobError for what spark-submit refuses, and NOT_FOR_A_STACK
 */
export async function fieldsOfArguments(
  args: SubmitArguments,
  files: PropertyFiles,
  { environment, cwd }: Surroundings,
): Promise<SaidByArguments> {
  checkOptions(args)
  const { MASTER: _master, ...others } = environment
  const withMaster = { ...args, options: { ...args.options, master: ANY_MASTER } }
  const context = { environment: { ...others, DEPLOY_MODE: environment['DEPLOY_MODE'] ?? 'cluster' }, cwd, ...files }
  const resolved = resolveSubmission(withMaster, context)
  const { conf, warnings } = await withGlobsExpanded(resolved.conf)
  const { main, mainClass, own } = resolved
  const dependencies = dependenciesOf(conf)
  const said = [...conf.entries(), ...own.entries()].filter(([key]) => !LEFT_OUT.includes(key))
  const secrets = said.map(([key]) => key).filter(isSecret)
  return {
    conf,
    warnings: [...resolved.warnings, ...warnings, ...secrets.map(secretWarning)],
    fields: {
      namespace: args.options.namespace ?? conf.get(NAMESPACE.key, 'default'),
      name: conf.get(APP_NAME.key, ''),
      main: {
        ...(main.uri === undefined ? {} : { file: main.uri }),
        ...(mainClass === undefined || main.kind !== 'java' ? {} : { class: mainClass }),
      },
      ...(args.appArgs.length === 0 ? {} : { args: args.appArgs }),
      conf: Object.fromEntries(said.filter(([key]) => !isSecret(key))),
      ...(Object.keys(dependencies).length === 0 ? {} : { dependencies }),
    },
  }
}
