import { REDACTION_REGEX } from '../../conf/catalogue/security.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { driverClass } from '../../submission/main-resource.ts'
import type { PlannedSubmission } from './plan-submission.ts'

const HIDDEN = '*********(redacted)'

/** Java writes flags inside the expression, JavaScript beside it. */
function redaction(conf: SparkConf): RegExp {
  const [, flags = '', source = ''] = /^(?:\(\?([imsu]+)\))?(.*)$/s.exec(read(conf, REDACTION_REGEX)) ?? []
  return new RegExp(source, flags)
}

/** What `--verbose` shows: how the command line was understood, without what is secret. */
export function describeSubmission({ resolved, objects, uploads }: PlannedSubmission): string {
  const { conf, main, mainClass, args } = resolved
  const secret = redaction(conf)
  const settings = [...objects.sparkProperties]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `  (${key},${secret.test(key) || secret.test(value) ? HIDDEN : value})`)
  const files = uploads.map(({ source, target }) => `  ${source} -> ${target}`)
  return [
    'Main class:',
    `  ${driverClass(main, mainClass) ?? '(from the manifest of the jar)'}`,
    'Primary resource:',
    `  ${main.uri ?? 'spark-internal'}`,
    'Arguments:',
    ...args.map((argument) => `  ${argument}`),
    'Spark config:',
    ...settings,
    ...(files.length === 0 ? [] : ['Files to upload:', ...files]),
    '',
  ].join('\n')
}
