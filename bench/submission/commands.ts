import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildCommand } from '../../lib/cli/build.ts'
import { type ProcessCost, processCost } from '../machine/process-cost.ts'
import { medians } from '../machine/statistics.ts'
import { NO_SCHEDULER } from './no-scheduler.ts'

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
    'spark.kubernetes.driver.scheduler.name': NO_SCHEDULER,
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

/**
 * One process for each submission, one after the other. Between two of spark-submit come the others' runs, so that a
 * machine that slows down slows all; the first of each, which finds cold files, is not counted.
 */
export const measureCommands = async (options: CommandsOptions): Promise<CommandsResult> => {
  const work = await mkdtemp(join(tmpdir(), 'sparkdrop-bench-'))
  try {
    const bundle = join(work, 'cli')
    await buildCommand(bundle)
    const env = environment(work, options.kubeconfig)
    const args = submitArguments(options)
    const node = process.execPath
    const commands: Record<keyof CommandsResult, Command> = {
      sparkSubmit: [join(options.sparkHome, 'bin', 'spark-submit'), ...args],
      sparkdrop: [node, join(bundle, 'sparkdrop.mjs'), 'submit', ...args],
      bareNode: [node, '--eval', ''],
    }
    const costs: Record<keyof CommandsResult, ProcessCost[]> = { sparkSubmit: [], sparkdrop: [], bareNode: [] }
    const repeat = async (name: keyof CommandsResult, times: number): Promise<void> => {
      for (let run = 0; run < times; run++) costs[name].push(await processCost(commands[name], env))
    }
    for (const command of Object.values(commands)) await processCost(command, env)
    const others = Math.ceil(options.sparkdropSubmits / options.sparkSubmits)
    for (let round = 0; round < options.sparkSubmits; round++) {
      await repeat('sparkSubmit', 1)
      await repeat('sparkdrop', others)
      await repeat('bareNode', others)
    }
    return {
      sparkSubmit: medians(costs.sparkSubmit),
      sparkdrop: medians(costs.sparkdrop),
      bareNode: medians(costs.bareNode),
    }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
