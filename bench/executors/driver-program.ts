import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleDriver } from '../../images/driver/bundle.ts'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What a driver is started from: built once, in a folder of its own. */
export interface DriverProgram {
  readonly folder: string
  readonly sparkHome: string
  readonly kubeconfig: string
  readonly connection: ClusterConnection
}

const run = async (command: string, args: readonly string[]): Promise<void> => {
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}`)
}

/** What the kubeconfig says, as settings: from there Spark hands it on to whoever creates executors. */
export const credentialsConf = async ({
  folder,
  connection,
}: Pick<DriverProgram, 'folder' | 'connection'>): Promise<Readonly<Record<string, string>>> => {
  const prefix = 'spark.kubernetes.authenticate.'
  const { headers } = await connection.credentials.get()
  const token = String(headers['authorization'] ?? '').replace(/^Bearer /, '')
  const caFile = join(folder, 'ca.crt')
  if (connection.certificateAuthority !== undefined) await writeFile(caFile, connection.certificateAuthority)
  return {
    ...(token === '' ? {} : { [`${prefix}oauthToken`]: token }),
    ...(connection.certificateAuthority === undefined ? {} : { [`${prefix}caCertFile`]: caFile }),
  }
}

/** Compiles the driver and the shim against Spark's own jars, and bundles the loop. */
export const buildDriverProgram = async (program: DriverProgram): Promise<void> => {
  const { folder, sparkHome } = program
  const jars = join(sparkHome, 'jars')
  await run('javac', ['-proc:none', '-cp', `${jars}/*`, '-d', folder, source('HoldExecutors.java')])
  await run('jar', ['--create', '--file', join(folder, 'driver.jar'), '-C', folder, 'HoldExecutors.class'])
  await run('sh', [source('../../images/driver/shim/build.sh'), jars, join(folder, 'shim.jar')])
  await bundleDriver(folder)
  await mkdir(join(folder, 'conf'))
}

/** A driver that runs, and its end. */
export interface RunningDriver {
  /** Rejects where the driver ends before it is told to. */
  readonly ended: Promise<void>
  /** Resolves when it has stopped its executors and ended. */
  stop(): Promise<void>
}

/** Starts the driver in client mode outside of the cluster, with a JVM and settings of its own. */
export const startDriver = (
  { folder, sparkHome, kubeconfig }: DriverProgram,
  conf: Readonly<Record<string, string>>,
  title: string,
): RunningDriver => {
  const settings = Object.entries(conf).flatMap(([key, value]) => ['--conf', `${key}=${value}`])
  const child = spawn(
    join(sparkHome, 'bin', 'spark-submit'),
    ['--class', 'HoldExecutors', ...settings, join(folder, 'driver.jar')],
    {
      env: {
        PATH: process.env['PATH'],
        JAVA_HOME: process.env['JAVA_HOME'],
        HOME: folder,
        KUBECONFIG: kubeconfig,
        // A person's own settings would change what is measured.
        SPARK_CONF_DIR: join(folder, 'conf'),
        SPARK_LOCAL_IP: '127.0.0.1',
        SPARK_DIST_CLASSPATH: join(folder, 'shim.jar'),
        SPARKDROP_SCHEDULER_NODE: process.execPath,
        SPARKDROP_SCHEDULER_FILE: join(folder, 'scheduler.mjs'),
      },
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  )
  child.stderr.pipe(createWriteStream(join(folder, `${title.replaceAll(/[^a-z0-9]+/g, '-')}.log`)))
  const ended = new Promise<void>((resolve, reject) =>
    child
      .once('close', (code) => (code === 0 ? resolve() : reject(new Error(`the driver (${title}) ended with ${code}`))))
      .once('error', reject),
  )
  ended.catch(() => undefined)
  return {
    ended,
    stop: () => {
      child.stdin.end()
      return ended
    },
  }
}
