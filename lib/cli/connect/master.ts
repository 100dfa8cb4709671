import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import { kubeconfigFiles } from '../../kubernetes/kubeconfig/kubeconfig-files.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { type PropertyFiles, sparkProperties } from '../../submission/arguments/spark-properties.ts'
import type { Surroundings } from '../surroundings.ts'

/** What to write for the cluster that kubectl would talk to; empty where there is none. */
async function suggestion({ environment }: Surroundings): Promise<string> {
  const { kubeconfigConnection } = await import('../../kubernetes/kubeconfig-connection.ts')
  try {
    const { context, connection } = kubeconfigConnection({ files: kubeconfigFiles(environment) })
    return `; for the kubeconfig's context ${context} write --master k8s://${connection.url}`
  } catch (error) {
    if (error instanceof SparkdropError) return ''
    throw error
  }
}

/**
 * The master that the option, the settings or the variable MASTER name, as it is written.
 * @throws InvalidJobError MASTER_MISSING, with what to write
 */
export async function masterOf(
  args: SubmitArguments,
  files: PropertyFiles,
  surroundings: Surroundings,
): Promise<string> {
  const named = args.options.master ?? sparkProperties(args, files).conf.getOption('spark.master')
  const master = named ?? surroundings.environment['MASTER']
  if (master) return master
  const hint = await suggestion(surroundings)
  throw new InvalidJobError(
    'MASTER_MISSING',
    `--master names the cluster, such as k8s://https://host:443${hint}; --stack a deployed stack`,
    {
      details: { property: '--master' },
    },
  )
}
