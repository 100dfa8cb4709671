import { LABELS } from '../../../events/pod-event.ts'
import type { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

const PODS = '/api/v1/namespaces/default/pods'

/** Spark pods on an API server, as a submitter, a scheduler and a kubelet make and move them. */
export class SparkPods {
  readonly #client: RestClient

  constructor(client: RestClient) {
    this.#client = client
  }

  async create(role: 'driver' | 'executor', name: string, sparkAppId = 'spark-app'): Promise<Pod> {
    const job = role === 'driver' ? { [LABELS.jobId]: 'job-1', [LABELS.attempt]: '1' } : {}
    const container = role === 'driver' ? 'spark-kubernetes-driver' : 'spark-kubernetes-executor'
    const body: Pod = {
      metadata: { name, labels: { 'spark-role': role, 'spark-app-selector': sparkAppId, ...job } },
      spec: { restartPolicy: 'Never', nodeName: 'node', containers: [{ name: container, image: 'spark:4.1.4' }] },
    }
    return this.#client.json<Pod>({ method: 'POST', path: PODS, body })
  }

  async run(name: string): Promise<void> {
    await this.#status(name, 'Running', { running: { startedAt: '2026-01-01T00:00:00Z' } })
  }

  async end(name: string, exitCode: number, finishedAt = new Date().toISOString()): Promise<void> {
    const terminated = { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', startedAt: finishedAt, finishedAt }
    await this.#status(name, exitCode === 0 ? 'Succeeded' : 'Failed', { terminated })
  }

  async delete(name: string): Promise<void> {
    await this.#client.json({ method: 'DELETE', path: `${PODS}/${name}`, query: { gracePeriodSeconds: 0 } })
  }

  async #status(name: string, phase: string, state: object): Promise<void> {
    const container = name.includes('driver') ? 'spark-kubernetes-driver' : 'spark-kubernetes-executor'
    const status = { name: container, image: 'spark:4.1.4', imageID: '', ready: false, restartCount: 0, state }
    await this.#client.json({
      method: 'PATCH',
      path: `${PODS}/${name}/status`,
      contentType: 'application/merge-patch+json',
      body: { status: { phase, containerStatuses: [status] } },
    })
  }
}
