import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { startApiServer } from '../../local/kubernetes/api-server.ts'

const PODS = '/api/v1/namespaces/default/pods'
const NODE = 'node-1'
const DRIVER = 'spark-kubernetes-driver'

/** An embedded API server, with a hand on its pods in place of a scheduler and a kubelet. */
export class EmbeddedCluster {
  readonly url: string
  readonly #client: RestClient
  readonly #logs: string
  readonly #stop: () => Promise<void>

  private constructor(url: string, logs: string, stop: () => Promise<void>) {
    this.url = url
    this.#logs = logs
    this.#stop = stop
    this.#client = new RestClient(plainConnection(url))
  }

  static async start(): Promise<EmbeddedCluster> {
    const logs = await mkdtemp(join(tmpdir(), 'sparkdrop-logs-'))
    const server = await startApiServer({ logsDir: logs })
    return new EmbeddedCluster(server.url, logs, () => server.stop())
  }

  async stop(): Promise<void> {
    this.#client.close()
    await this.#stop()
    await rm(this.#logs, { recursive: true, force: true })
  }

  get<T>(path: string): Promise<T> {
    return this.#client.json<T>({ method: 'GET', path })
  }

  createPod(pod: Pod): Promise<Pod> {
    return this.#client.json<Pod>({ method: 'POST', path: PODS, body: pod })
  }

  async pods(): Promise<readonly Pod[]> {
    return (await this.get<{ items: Pod[] }>(PODS)).items
  }

  /** Resolves when the pod is there and fits. */
  async pod(name: string, fits: (pod: Pod) => boolean = () => true): Promise<Pod> {
    for (;;) {
      const pod = (await this.pods()).find(({ metadata }) => metadata?.name === name)
      if (pod && fits(pod)) return pod
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async deletePod(name: string): Promise<void> {
    await this.#client.json({ method: 'DELETE', path: `${PODS}/${name}`, body: { gracePeriodSeconds: 0 } })
  }

  /** Puts the pod on a node. */
  async bind(name: string): Promise<void> {
    await this.#client.json({
      method: 'POST',
      path: `${PODS}/${name}/binding`,
      body: { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: NODE } },
    })
  }

  /** The driver's container writes. */
  async write({ metadata }: Pod, text: string): Promise<void> {
    const folder = join(this.#logs, metadata?.uid ?? '')
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `${DRIVER}.log`), text, { flag: 'a' })
  }

  /** The driver's container runs, or has ended with the exit code. */
  async report(name: string, exitCode?: number): Promise<void> {
    const startedAt = '2026-01-01T00:00:00Z'
    const ended = {
      terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt, finishedAt: startedAt },
    }
    const state = exitCode === undefined ? { running: { startedAt } } : ended
    const phase = exitCode === undefined ? 'Running' : exitCode === 0 ? 'Succeeded' : 'Failed'
    const container = { name: DRIVER, image: 'i', imageID: '', ready: exitCode === undefined, restartCount: 0, state }
    await this.#client.json({
      method: 'PATCH',
      path: `${PODS}/${name}/status`,
      contentType: 'application/merge-patch+json',
      body: { status: { phase, containerStatuses: [container] } },
    })
  }
}
