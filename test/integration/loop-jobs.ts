import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import { watchObjects } from '../../lib/kubernetes/watch-objects.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { cacheHome } from '../../local/cache-home.ts'
import { driverImage } from '../../local/pod-runner/driver-image.ts'
import { makeDriverParts } from '../../local/spark/driver-parts.ts'
import { prepareSpark } from '../../local/spark/prepare-spark.ts'
import { NodeUnderTest } from '../local/pod-runner/node-under-test.ts'

const run = promisify(execFile)
const SPARKDROP = fileURLToPath(new URL('../../lib/cli/main.ts', import.meta.url))
const PROGRAMS = fileURLToPath(new URL('programs', import.meta.url))
const EXECUTOR_CLASS = 'org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend'
const CONTAINER = 'spark-kubernetes-driver'
const PATIENCE = { timeout: 120_000, interval: 200 } as const
const PODS = namespacedPath(CORE, 'default', 'pods')

/** The process's arguments, each followed by NUL; nothing where there is no such process. */
const commandOf = (pid: string | number): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')

/** A job that has ended. */
export interface EndedJob {
  readonly driver: Pod
  readonly log: string
}

/** A node that runs jobs of the driver image, and what tests do to them. */
export class LoopJobs {
  readonly node: NodeUnderTest
  private readonly parts: string

  private constructor(node: NodeUnderTest, parts: string) {
    this.node = node
    this.parts = parts
  }

  static async start(): Promise<LoopJobs> {
    const { sparkHome, python } = await prepareSpark({ cacheHome: cacheHome(), onProgress: () => undefined })
    const images = {}
    const node = await NodeUnderTest.start({ images })
    const parts = join(node.folder, 'parts')
    const broken = join(node.folder, 'broken-parts')
    for (const folder of [parts, broken]) await makeDriverParts({ folder, sparkHome, keepIn: cacheHome() })
    await writeFile(join(broken, 'scheduler.mjs'), "throw new Error('this loop is broken')")
    const image = (folder: string) =>
      driverImage({ sparkHome, python, parts: folder, files: { '/opt/programs': PROGRAMS } })
    Object.assign(images, { 'spark:local': image(parts), 'spark:broken': image(broken) })
    return new LoopJobs(node, parts)
  }

  stop(): Promise<void> {
    return this.node.stop()
  }

  /** Submits a program, and resolves when its driver has ended. */
  async run(name: string, program: readonly string[], conf: Record<string, string> = {}): Promise<EndedJob> {
    const settings = {
      'spark.kubernetes.container.image': 'spark:local',
      'spark.kubernetes.driver.master': this.node.url,
      'spark.kubernetes.driver.pod.name': name,
      'spark.executor.instances': '2',
      'spark.executor.memory': '512m',
      'spark.driver.memory': '512m',
      ...conf,
    }
    const options = Object.entries(settings).flatMap(([key, value]) => ['--conf', `${key}=${value}`])
    const [file, ...args] = program
    const master = ['--master', `k8s://${this.node.url}`, '--deploy-mode', 'cluster', '--name', name]
    const command = [SPARKDROP, 'submit', ...master, ...options, `local:///opt/programs/${file}`, ...args]
    const env = { PATH: process.env['PATH'], KUBECONFIG: '/dev/null' }
    // It waits for the end, and its exit code tells of it; so do the pod and its log.
    await run(process.execPath, command, { env }).catch(() => undefined)
    const driver = await this.node.ended(name)
    return { driver, log: await this.node.output(driver, CONTAINER) }
  }

  /** Resolves when the driver has written this. */
  async says(name: string, words: RegExp): Promise<void> {
    const log = async (): Promise<string> => {
      const driver = (await this.pods()).find((pod) => pod.metadata?.name === name)
      return driver ? this.node.output(driver, CONTAINER).catch(() => '') : ''
    }
    await expect.poll(log, PATIENCE).toMatch(words)
  }

  /** Deletes the pod with its grace period, and resolves with its last version when it is gone. */
  async delete(name: string): Promise<Pod> {
    const path = namespacedPath(CORE, 'default', 'pods', name)
    const { metadata } = await this.node.api.json<Pod>({ method: 'DELETE', path })
    const query = { fieldSelector: `metadata.name=${name}`, resourceVersion: metadata?.resourceVersion }
    const signal = AbortSignal.timeout(PATIENCE.timeout)
    for await (const { type, object } of watchObjects<Pod>(this.node.api, { path: PODS, query, signal }))
      if (type === 'DELETED') return object
    throw new Error(`the watch of ${name} ended`)
  }

  async pods(query: Record<string, string> = {}): Promise<readonly Pod[]> {
    return (await this.node.api.json<{ items: Pod[] }>({ method: 'GET', path: PODS, query })).items
  }

  executors(app: string): Promise<readonly Pod[]> {
    return this.pods({ labelSelector: `spark-role=executor,spark-app-name=${app}` })
  }

  /** The processes of the loop. */
  loops(): Promise<readonly number[]> {
    return this.#processesWith(join(this.parts, 'scheduler.mjs'))
  }

  /** The process of the application's executor of this id. */
  async executorProcess(app: string, id: number): Promise<number> {
    const pids = await this.#processesWith(EXECUTOR_CLASS, `--executor-id\0${id}`)
    const ofApp = await Promise.all(pids.map(async (pid) => (await commandOf(pid)).includes(`@${app}-`)))
    const [pid] = pids.filter((_, index) => ofApp[index])
    if (pid === undefined) throw new Error(`executor ${id} of ${app} is no process`)
    return pid
  }

  /** Those that have all these arguments among theirs; several that follow one another are joined by NUL. */
  async #processesWith(...args: readonly string[]): Promise<readonly number[]> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
    const commands = await Promise.all(pids.map(commandOf))
    const words = (text: string) => `\0${text}\0`
    const wanted = args.map(words)
    return pids.filter((_, index) => wanted.every((one) => words(commands[index] ?? '').includes(one))).map(Number)
  }

  async signalLoop(signal: NodeJS.Signals): Promise<number> {
    const [pid] = await this.loops()
    if (pid === undefined) throw new Error('there is no loop')
    process.kill(pid, signal)
    return pid
  }
}
