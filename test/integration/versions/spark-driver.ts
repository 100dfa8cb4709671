import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { driverConf } from '../../../bench/executors/applications.ts'
import type { EmbeddedApiServer } from '../../../local/kubernetes/api-server.ts'

const run = promisify(execFile)
const file = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Spark's own launcher says so for a Java from 17 on. */
const OPENED = ['lang', 'lang.invoke', 'lang.reflect', 'io', 'net', 'nio', 'util', 'util.concurrent']
  .map((name) => `java.base/java.${name}`)
  .concat('java.base/java.util.concurrent.atomic', 'java.base/sun.nio.ch', 'java.base/sun.nio.cs')
  .concat('java.base/jdk.internal.ref', 'java.base/sun.security.action', 'java.base/sun.util.calendar')
  .map((name) => `--add-opens=${name}=ALL-UNNAMED`)

/** A folder with the jars of a Spark, and one for what is compiled against them. */
export interface SparkJars {
  readonly jars: string
  readonly folder: string
}

/** Compiles the shim, and a driver that holds executors, against these very jars. */
export const compileAgainst = async ({ jars, folder }: SparkJars): Promise<void> => {
  await run('sh', [file('images/driver/shim/build.sh'), jars, `${folder}/shim.jar`])
  await run('javac', ['-proc:none', '-cp', `${jars}/*`, '-d', folder, file('bench/executors/HoldExecutors.java')])
}

/** A driver beside the cluster that asks for two executors, until its input ends. */
export class SparkDriver {
  readonly #child
  #log = ''

  /** @param scheduler the bundle of the loop */
  constructor({ jars, folder }: SparkJars, server: EmbeddedApiServer, scheduler: string) {
    const conf = {
      ...driverConf({ server: server.url, namespace: 'default', executors: 2 }),
      'spark.kubernetes.allocation.pods.allocator': 'dev.sparkdrop.scheduler.LoopPodsAllocator',
    }
    const settings = Object.entries(conf).map(([key, value]) => `-D${key}=${value}`)
    const classPath = [folder, `${folder}/shim.jar`, `${jars}/*`].join(':')
    this.#child = spawn('java', [...OPENED, ...settings, '-cp', classPath, 'HoldExecutors'], {
      env: {
        PATH: process.env['PATH'],
        KUBECONFIG: '/dev/null',
        SPARK_LOCAL_IP: '127.0.0.1',
        SPARKDROP_SCHEDULER_NODE: process.execPath,
        SPARKDROP_SCHEDULER_FILE: scheduler,
      },
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text
      })
  }

  /** What it wrote so far. */
  get log(): string {
    return this.#log
  }

  /** Has it stop its executors and end. @returns its exit code */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const ended = once(this.#child, 'exit')
    this.#child.stdin.end()
    return (await ended)[0] as number | null
  }
}
