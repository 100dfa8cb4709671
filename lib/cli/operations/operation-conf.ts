import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { sparkProperties } from '../../submission/arguments/spark-properties.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import type { Surroundings } from '../surroundings.ts'

/**
 * The settings of a command that submits nothing. The master stays as it is written.
 * @throws InvalidJobError MASTER_MISSING
 */
export function operationConf(args: SubmitArguments, surroundings: Surroundings): SparkConf {
  const { conf } = sparkProperties(args, readPropertyFiles(args, surroundings))
  const master = args.options.master ?? conf.getOption('spark.master') ?? surroundings.environment['MASTER']
  if (master) return conf.set('spark.master', master)
  throw new InvalidJobError('MASTER_MISSING', '--master names the cluster, such as k8s://https://host:443', {
    details: { property: 'spark.master' },
  })
}
