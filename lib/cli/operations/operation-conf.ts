import type { SparkConf } from '../../conf/spark-conf.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { sparkProperties } from '../../submission/arguments/spark-properties.ts'
import { masterOf } from '../connect/master.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import type { Surroundings } from '../surroundings.ts'

/**
 * The settings of a command that submits nothing. The master stays as it is written.
 * @throws InvalidJobError MASTER_MISSING
 */
export async function operationConf(args: SubmitArguments, surroundings: Surroundings): Promise<SparkConf> {
  const files = readPropertyFiles(args, surroundings)
  const { conf } = sparkProperties(args, files)
  return conf.set('spark.master', await masterOf(args, files, surroundings))
}
