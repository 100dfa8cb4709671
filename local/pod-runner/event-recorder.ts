import { randomBytes } from 'node:crypto'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { ApiClient } from './api-client.ts'

export interface PodOccurrence {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
  /** The container that it is about. */
  readonly container?: { readonly name: string; readonly init: boolean } | undefined
  readonly component?: 'kubelet' | 'default-scheduler'
}

/** Tells the API server what happened to pods, as core/v1 Events; one that is refused is only logged. */
export class EventRecorder {
  readonly #api: ApiClient
  readonly #node: string
  readonly #log: Log
  readonly #pending = new Set<Promise<void>>()

  constructor(api: ApiClient, node: string, log: Log) {
    this.#api = api
    this.#node = node
    this.#log = log
  }

  record(pod: Pod, occurrence: PodOccurrence): void {
    const sending = this.#send(pod, occurrence).finally(() => this.#pending.delete(sending))
    this.#pending.add(sending)
  }

  /** Resolves when all that was recorded has been sent. */
  async flush(): Promise<void> {
    await Promise.all(this.#pending)
  }

  async #send(pod: Pod, { type, reason, message, container, component = 'kubelet' }: PodOccurrence): Promise<void> {
    const { name = '', namespace = '', uid, resourceVersion } = pod.metadata ?? {}
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z')
    const fieldPath = container && `spec.${container.init ? 'initContainers' : 'containers'}{${container.name}}`
    const body = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid, resourceVersion, fieldPath },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: component === 'kubelet' ? { component, host: this.#node } : { component },
      reportingComponent: component,
      reportingInstance: this.#node,
    }
    try {
      await this.#api.call('POST', `/api/v1/namespaces/${namespace}/events`, { body })
    } catch (error) {
      this.#log.debug('event was not recorded', { pod: `${namespace}/${name}`, reason, error: String(error) })
    }
  }
}
