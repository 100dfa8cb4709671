import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SparkdropContextInput } from '../../infra/context.ts'
import type { StackOutputs } from '../../infra/outputs.ts'
import type { Log } from '../../lib/ports/log.ts'
import { deploy } from '../aws/deploy.ts'
import { type Emulator, startEmulator } from '../aws/emulator.ts'
import { type EmbeddedApiServer, startApiServer } from '../kubernetes/api-server.ts'
import { driverImage } from '../pod-runner/driver-image.ts'
import type { ImageFolder } from '../pod-runner/image.ts'
import { startPodRunner } from '../pod-runner/pod-runner.ts'
import { makeDriverParts } from '../spark/driver-parts.ts'
import { type PreparedSpark, prepareSpark } from '../spark/prepare-spark.ts'
import { createCredentialsSecret } from './credentials-secret.ts'
import { type ForwarderOptions, type ForwarderProcess, startForwarderProcess } from './forwarder-process.ts'
import type { Progress } from './progress.ts'
import { CLUSTER_NAME, DRIVER_IMAGE, sparkDefaults } from './spark-defaults.ts'
import { Teardown } from './teardown.ts'

/** Everything that a job passes through, running on this machine. */
export interface LocalStack {
  readonly emulator: Emulator
  readonly outputs: StackOutputs
  readonly spark: PreparedSpark
  /** URL of the embedded Kubernetes API server. */
  readonly kubernetes: string
  stop(): Promise<void>
}

export interface LocalStackOptions {
  /** Downloads and built things, kept between runs. */
  readonly cacheHome: string
  /** Logs and data of this run. */
  readonly workDir: string
  readonly progress: Progress
  readonly log: Log
  /** Where it aborts, the next step is not begun. */
  readonly signal: AbortSignal
  /** What starts the Kubernetes API server, where it is not to be one in this process. */
  readonly startCluster?: (folders: { readonly logsDir: string }) => Promise<LocalCluster>
  /** What starts the pod-event-forwarder, where that is not to be left alone. */
  readonly startForwarder?: (options: ForwarderOptions) => Promise<Pick<ForwarderProcess, 'stop'>>
  /** More of the CDK app's context, such as a policy. */
  readonly context?: Omit<SparkdropContextInput, 'cluster' | 'clusters' | 'sparkDefaults'>
  /** The AWS emulator's program, where it is not to be the one beside Spark. */
  readonly ministack?: string
  /** What the node has beside the driver image. */
  readonly images?: Readonly<Record<string, ImageFolder>>
}

/** A Kubernetes API server on this machine, without TLS and sign-in. */
export type LocalCluster = Pick<EmbeddedApiServer, 'url' | 'stop'>

const startNewCluster = async (options: LocalStackOptions, teardown: Teardown) => {
  const logsDir = join(options.workDir, 'pod-logs')
  const start = options.startCluster ?? startApiServer
  const server = teardown.add(await start({ logsDir }), (it) => it.stop())
  return { url: server.url, logsDir }
}

const startAws = (options: LocalStackOptions, teardown: Teardown, spark: PreparedSpark, kubernetes: string) =>
  options.progress.step('deploy the CDK app to the AWS emulator', async (say) => {
    const home = join(options.workDir, 'aws')
    const ministack = options.ministack ?? spark.ministack
    const emulator = teardown.add(await startEmulator({ home, ministack, onProgress: say }), (it) => it.stop())
    const credentialsSecret = await createCredentialsSecret(emulator)
    const cluster = { kind: 'endpoint', name: CLUSTER_NAME, endpoint: kubernetes, credentialsSecret } as const
    const context = { ...options.context, cluster, sparkDefaults: sparkDefaults(kubernetes) }
    const outputs = await deploy({ emulator, context, outDir: join(options.workDir, 'cdk'), onProgress: say })
    return { emulator, outputs }
  })

/**
 * Starts all that a job passes through: the AWS emulator with the CDK app deployed to it, the Kubernetes API server, a
 * node that runs its pods as processes, and the pod-event-forwarder. Where one cannot be started nothing is left running.
 */
export const startLocalStack = async (options: LocalStackOptions): Promise<LocalStack> => {
  const { workDir, progress, log, signal } = options
  const teardown = new Teardown()
  try {
    await mkdir(workDir, { recursive: true })
    const cluster = await startNewCluster(options, teardown)
    const spark = await progress.step('Spark and the AWS emulator from the cache', (say) =>
      prepareSpark({ cacheHome: options.cacheHome, onProgress: say }),
    )
    signal.throwIfAborted()
    const parts = await makeDriverParts({
      folder: join(workDir, 'driver-image'),
      sparkHome: spark.sparkHome,
      keepIn: options.cacheHome,
    })
    const { emulator, outputs } = await startAws(options, teardown, spark, cluster.url)
    signal.throwIfAborted()
    const image = driverImage({ sparkHome: spark.sparkHome, parts, python: spark.python })
    const runner = {
      apiServer: { url: cluster.url },
      images: { ...options.images, [DRIVER_IMAGE]: image },
      logsDir: cluster.logsDir,
      workDir: join(workDir, 'pods'),
      nodeEnvironment: emulator.environment,
      log,
    }
    teardown.add(await startPodRunner(runner), (it) => it.stop())
    const forwarder = { kubernetes: cluster.url, eventBus: outputs.EventBusName, emulator, workDir }
    const startForwarder = options.startForwarder ?? startForwarderProcess
    teardown.add(await startForwarder(forwarder), (it) => it.stop())
    return { emulator, outputs, spark, kubernetes: cluster.url, stop: () => teardown.run() }
  } catch (error) {
    await teardown.run()
    throw error
  }
}
