import { LABELS } from '../../../events/pod-event.ts'
import type { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

const PODS = '/api/v1/namespaces/default/pods'
const EVENTS = '/api/v1/namespaces/default/events'

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

  /** What a kubelet warns of about the pod: so many seconds after its creation. */
  async warn({ metadata }: Pod, reason: string, message: string, afterSeconds = 10): Promise<void> {
    const { name = '', namespace = '', uid = '', creationTimestamp } = metadata ?? {}
    const lastTimestamp = new Date(Date.parse(String(creationTimestamp)) + afterSeconds * 1000).toISOString()
    const body = {
      metadata: { generateName: `${name}.` },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type: 'Warning',
      reason,
      message,
      lastTimestamp: lastTimestamp.replace(/\.\d+Z/, 'Z'),
    }
    await this.#client.json({ method: 'POST', path: EVENTS, body })
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
