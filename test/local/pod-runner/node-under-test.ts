import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { watchObjects } from '../../../lib/kubernetes/watch-objects.ts'
import type { Container, KubernetesObject, Pod, PodSpec } from '../../../lib/ports/kubernetes-types.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { type PodRunnerOptions, startPodRunner } from '../../../local/pod-runner/pod-runner.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { bareImage } from './bare-image.ts'

export const shell = (script: string, overrides: Partial<Container> = {}): Container => ({
  name: 'main',
  image: 'shell',
  command: ['/bin/sh', '-c', script],
  ...overrides,
})

export const podOf = (name: string, containers: Container[], spec: Partial<PodSpec> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 5, containers, ...spec },
})

export interface CoreEvent extends KubernetesObject {
  readonly type: string
  readonly reason: string
  readonly message: string
  readonly involvedObject: { readonly name?: string }
}

const PODS = `${CORE}/pods`
const TIMEOUT_MILLIS = 10_000

/** An API server with one node, and what tests do with it. */
export class NodeUnderTest {
  readonly url: string
  readonly folder: string
  readonly api: RestClient
  readonly #stopRunner: () => Promise<void>
  #server: EmbeddedApiServer
  #stopped: Promise<void> | undefined

  private constructor(folder: string, server: EmbeddedApiServer, stopRunner: () => Promise<void>) {
    this.url = server.url
    this.folder = folder
    this.api = new RestClient(plainConnection(server.url))
    this.#server = server
    this.#stopRunner = stopRunner
  }

  static async start(overrides: Partial<PodRunnerOptions> = {}): Promise<NodeUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'node-under-test-'))
    const logsDir = join(folder, 'logs')
    const server = await startApiServer({ logsDir, dataFile: join(folder, 'data') })
    const images = { shell: bareImage() }
    const options = { images, logsDir, workDir: join(folder, 'work'), log: silentLog, ...overrides }
    const runner = await startPodRunner({ apiServer: { url: server.url }, ...options })
    return new NodeUnderTest(folder, server, () => runner.stop())
  }

  /** The API server is away while something is done, and back with what it knew. */
  async whileServerIsAway(act: () => Promise<unknown>): Promise<void> {
    await this.#server.stop()
    await act()
    const options = { logsDir: join(this.folder, 'logs'), dataFile: join(this.folder, 'data') }
    this.#server = await startApiServer({ ...options, port: Number(new URL(this.url).port) })
  }

  async create<T extends KubernetesObject>(object: T, plural: string = 'pods'): Promise<T> {
    const namespace = object.metadata?.namespace ?? 'default'
    return this.api.json<T>({ method: 'POST', path: namespacedPath(CORE, namespace, plural), body: object })
  }

  /** The first version of the pod that fits; undefined where it is deleted before. */
  async pod(name: string, fits: (pod: Pod) => boolean): Promise<Pod> {
    const query = { fieldSelector: `metadata.name=${name}` }
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS)
    let last: Pod | undefined
    try {
      for await (const { object } of watchObjects<Pod>(this.api, { path: PODS, query, signal })) {
        last = object
        if (fits(object)) return object
      }
    } catch (error) {
      throw new Error(`${name} is not as expected: ${JSON.stringify(last?.status)}`, { cause: error })
    }
    throw new Error(`the watch of ${name} ended: ${JSON.stringify(last?.status)}`)
  }

  ended(name: string): Promise<Pod> {
    return this.pod(name, ({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed')
  }

  running(name: string): Promise<Pod> {
    return this.pod(name, ({ status }) => status?.phase === 'Running')
  }

  /** The running pod once its container has written this text. */
  async saying(name: string, text: string): Promise<Pod> {
    const pod = await this.running(name)
    await expect.poll(() => this.output(pod)).toContain(text)
    return pod
  }

  waiting(name: string, reason: string): Promise<Pod> {
    return this.pod(name, ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === reason)
  }

  /** Runs a pod to its end and gives what its containers wrote. */
  async run(pod: Pod): Promise<{ pod: Pod; output: string }> {
    await this.create(pod)
    const ended = await this.ended(pod.metadata?.name ?? '')
    return { pod: ended, output: await this.output(ended) }
  }

  output(pod: Pod, container = 'main'): Promise<string> {
    return readFile(join(this.folder, 'logs', pod.metadata?.uid ?? '', `${container}.log`), 'utf8')
  }

  /** Resolves with the event of this reason about the pod. */
  async event(pod: string, reason: string): Promise<CoreEvent> {
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS)
    for await (const { object } of watchObjects<CoreEvent>(this.api, { path: `${CORE}/events`, signal }))
      if (object.involvedObject.name === pod && object.reason === reason) return object
    throw new Error(`no event ${reason} about ${pod}`)
  }

  /** Deletes the pod, and resolves with its last version when it is gone. */
  async delete(name: string, query: Record<string, string> = {}): Promise<Pod> {
    const path = namespacedPath(CORE, 'default', 'pods', name)
    const pod = await this.api.json<Pod>({ method: 'GET', path })
    const since = { fieldSelector: `metadata.name=${name}`, resourceVersion: pod.metadata?.resourceVersion }
    const signal = AbortSignal.timeout(TIMEOUT_MILLIS)
    const stream = watchObjects<Pod>(this.api, { path: PODS, query: since, signal })
    await this.api.json({ method: 'DELETE', path, query })
    for await (const { type, object } of stream) if (type === 'DELETED') return object
    throw new Error(`${name} was not deleted`)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  async #stop(): Promise<void> {
    await this.#stopRunner()
    await this.#server.stop()
    await rm(this.folder, { recursive: true, force: true })
    this.api.close()
  }
}
