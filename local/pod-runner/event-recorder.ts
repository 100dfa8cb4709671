import { randomBytes } from 'node:crypto'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import { apiTime } from './api-time.ts'

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
  readonly #api: RestClient
  readonly #node: string
  readonly #log: Log
  readonly #pending = new Set<Promise<void>>()

  constructor(api: RestClient, node: string, log: Log) {
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
    const time = apiTime()
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
      await this.#api.json({ method: 'POST', path: namespacedPath(CORE, namespace, 'events'), body })
    } catch (error) {
      this.#log.debug('event was not recorded', { pod: `${namespace}/${name}`, reason, error: String(error) })
    }
  }
}
