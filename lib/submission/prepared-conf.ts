import { APP_NAME, JARS, PY_FILES } from '../conf/catalogue/application.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import type { DriverSubmission } from './driver-submission.ts'

const baseName = (uri: string): string => uri.slice(uri.lastIndexOf('/') + 1)

/**
 * The conf as the driver is built from it: cluster mode, a name, the main jar among the jars, and the time. Settings
 * that only the submission itself can make (application id, driver host) are dropped. Follows the end of
 * SparkSubmit.prepareSubmitEnvironment.
 */
export function preparedConf({ conf, main, mainClass, submitTime }: DriverSubmission): SparkConf {
  const jars = [conf.get(JARS.key, ''), main.uri ?? ''].filter((uri) => uri !== '').join(',')
  const name = mainClass ?? (main.uri === undefined ? undefined : baseName(main.uri))
  const named = name === undefined ? conf : conf.setIfMissing(APP_NAME.key, name)
  return named
    .remove('spark.driver.host')
    .setAll(main.kind === 'java' ? [[JARS.key, jars]] : [])
    .setIfMissing(PY_FILES.key, '')
    .setAll([
      ['spark.submit.deployMode', 'cluster'],
      ['spark.app.submitTime', String(submitTime)],
    ])
}
