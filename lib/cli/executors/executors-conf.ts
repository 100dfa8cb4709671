import { withCurrentNames } from '../../conf/legacy-names.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { unknownProperties } from '../../conf/unknown-properties.ts'
import { parseArguments } from '../../submission/arguments/parse-arguments.ts'
import { sparkProperties } from '../../submission/arguments/spark-properties.ts'
import { operationConf } from '../operations/operation-conf.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import type { ExecutorsOptions } from './executors-options.ts'

/**
 * The settings, by the same rules as a submission's; what is to be printed only needs no master.
 * @throws InvalidJobError MASTER_MISSING, PROPERTIES_FILE_MISSING, CONF_WITHOUT_EQUALS
 */
export async function executorsConf(options: ExecutorsOptions, surroundings: Surroundings): Promise<SparkConf> {
  const { master, propertiesFile, conf: pairs, dryRun } = options
  const args = parseArguments([
    ...(master === undefined ? [] : ['--master', master]),
    ...(propertiesFile === undefined ? [] : ['--properties-file', propertiesFile]),
    ...pairs.flatMap((pair) => ['--conf', pair]),
  ])
  const { conf: given } = sparkProperties(args, readPropertyFiles(args, surroundings))
  const hasMaster = master !== undefined || given.contains('spark.master')
  const { conf, warnings } = withCurrentNames(dryRun && !hasMaster ? given : await operationConf(args, surroundings))
  for (const warning of [...warnings, ...unknownProperties(conf)]) warn(surroundings, warning)
  return conf
}
