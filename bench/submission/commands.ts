import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCommand } from '../../lib/cli/build.ts'
import { type ProcessCost, processCost } from '../machine/process-cost.ts'
import { medians } from '../machine/statistics.ts'

export interface CommandsOptions {
  readonly kubeconfig: string
  /** `https://host:port` of the API server. */
  readonly server: string
  readonly namespace: string
  readonly sparkHome: string
  readonly sparkSubmits: number
  readonly sparkdropSubmits: number
}

export interface CommandsResult {
  readonly sparkSubmit: ProcessCost
  readonly sparkdrop: ProcessCost
  /** What a Node that does nothing costs: no command on it can cost less. */
  readonly bareNode: ProcessCost
}

/** What both commands are given, to the letter. */
export const submitArguments = ({ server, namespace }: Pick<CommandsOptions, 'server' | 'namespace'>): string[] => {
  const conf = {
    'spark.kubernetes.namespace': namespace,
    'spark.kubernetes.container.image': 'docker.io/library/spark:4.1.4',
    'spark.kubernetes.authenticate.driver.serviceAccountName': 'default',
    'spark.kubernetes.submission.waitAppCompletion': 'false',
    'spark.executor.instances': '2',
    'spark.executor.memory': '2g',
  }
  return [
    ...['--master', `k8s://${server}`, '--deploy-mode', 'cluster', '--name', 'pi'],
    ...['--class', 'org.apache.spark.examples.SparkPi'],
    ...Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`]),
    ...['local:///opt/spark/examples/jars/spark-examples.jar', '100'],
  ]
}

/** Only what a submission needs: a person's own settings would change what is measured. */
const environment = (home: string, kubeconfig: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  JAVA_HOME: process.env.JAVA_HOME,
  HOME: home,
  KUBECONFIG: kubeconfig,
  SPARK_LOCAL_IP: '127.0.0.1',
})

type Command = readonly [string, ...string[]]

/** One process for each submission, one after the other; the first of each, which finds cold files, is not counted. */
export const measureCommands = async (options: CommandsOptions): Promise<CommandsResult> => {
  const work = await mkdtemp(join(tmpdir(), 'sparkdrop-bench-'))
  try {
    const bundle = join(work, 'cli')
    await buildCommand(bundle)
    const env = environment(work, options.kubeconfig)
    const args = submitArguments(options)
    const repeated = async (command: Command, times: number): Promise<ProcessCost> => {
      await processCost(command, env)
      const costs: ProcessCost[] = []
      for (let run = 0; run < times; run++) costs.push(await processCost(command, env))
      return medians(costs)
    }
    const node = process.execPath
    return {
      bareNode: await repeated([node, '--eval', ''], options.sparkdropSubmits),
      sparkdrop: await repeated([node, join(bundle, 'sparkdrop.mjs'), 'submit', ...args], options.sparkdropSubmits),
      sparkSubmit: await repeated([join(options.sparkHome, 'bin', 'spark-submit'), ...args], options.sparkSubmits),
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
