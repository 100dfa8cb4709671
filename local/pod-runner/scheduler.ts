import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import { apiTime } from './api-time.ts'
import type { EventRecorder } from './event-recorder.ts'
import { mergedConditions, patchStatus } from './patch-status.ts'
import { MissingReferenceError, References } from './references.ts'

const SCHEDULER = 'default-scheduler'

export interface SchedulerOptions {
  readonly api: RestClient
  readonly nodeName: string
  readonly nodeLabels: Readonly<Record<string, string>>
  readonly events: EventRecorder
  readonly log: Log
  readonly signal: AbortSignal
}

/** True for pods that wait for this scheduler: no node yet, no gate, nobody is deleting it. */
export const awaitsScheduling = ({ metadata, spec, status }: Pod): boolean =>
  !spec?.nodeName &&
  (spec?.schedulingGates ?? []).length === 0 &&
  (spec?.schedulerName ?? SCHEDULER) === SCHEDULER &&
  metadata?.deletionTimestamp === undefined &&
  status?.phase !== 'Succeeded' &&
  status?.phase !== 'Failed'

/** Puts pods on the one node, unless their node selector or a missing volume claim forbids it. */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #busy = new Set<string>()

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  /** Called with every version of every pod; schedules in the background. */
  consider(pod: Pod): void {
    const uid = pod.metadata?.uid ?? ''
    if (!awaitsScheduling(pod) || this.#busy.has(uid)) return
    this.#busy.add(uid)
    this.#schedule(pod)
      .catch((error: unknown) => {
        if (this.#options.signal.aborted || isKubernetesStatus(error, 404) || isKubernetesStatus(error, 409)) return
        this.#options.log.warn('pod was not scheduled', { pod: pod.metadata?.name, error: String(error) })
      })
      .finally(() => this.#busy.delete(uid))
  }

  async #schedule(pod: Pod): Promise<void> {
    const { api, nodeName, nodeLabels, events, signal } = this.#options
    const { name = '', namespace = '', uid = '' } = pod.metadata ?? {}
    const unmet = Object.entries(pod.spec?.nodeSelector ?? {}).some(([label, value]) => nodeLabels[label] !== value)
    if (unmet) return this.#refuse(pod, "1 node(s) didn't match Pod's node affinity/selector")
    const references = new References(api, namespace)
    for (const { persistentVolumeClaim } of pod.spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue
      try {
        await references.get('persistentvolumeclaims', persistentVolumeClaim.claimName)
      } catch (error) {
        if (!(error instanceof MissingReferenceError)) throw error
        await this.#refuse(pod, error.message)
        await references.changed(error, signal)
        return this.#schedule(pod)
      }
    }
    const target = { apiVersion: 'v1', kind: 'Node', name: nodeName }
    const body = { apiVersion: 'v1', kind: 'Binding', metadata: { name, namespace, uid }, target }
    await api.json({ method: 'POST', path: `${namespacedPath(CORE, namespace, 'pods', name)}/binding`, body })
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`
    events.record(pod, { type: 'Normal', reason: 'Scheduled', message, component: SCHEDULER })
  }

  async #refuse(pod: Pod, why: string): Promise<void> {
    const message = `0/1 nodes are available: ${why}.`
    const { name = '', namespace = '', uid } = pod.metadata ?? {}
    const before = pod.status?.conditions ?? []
    if (before.some((condition) => condition.type === 'PodScheduled' && condition.message === message)) return
    const unschedulable = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastTransitionTime: apiTime(),
    }
    const path = namespacedPath(CORE, namespace, 'pods', name)
    await patchStatus(this.#options.api, path, { metadata: { uid }, status: mergedConditions([unschedulable]) })
    this.#options.events.record(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
      component: SCHEDULER,
    })
  }
}
