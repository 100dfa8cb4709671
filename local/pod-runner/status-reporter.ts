import { setTimeout as delay } from 'node:timers/promises'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { isRetryable } from '../../lib/errors/sparkdrop-error.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { mergedConditions, patchStatus } from './patch-status.ts'
import type { PodStatus } from './pod-status.ts'

const RETRY_MILLIS = { first: 50, most: 5_000 } as const

/** Sends one pod's status to the API server: one request at a time, always the newest, again where it was not taken. */
export class StatusReporter {
  readonly #api: RestClient
  readonly #path: string
  readonly #uid: string
  readonly #signal: AbortSignal
  #next: PodStatus | undefined
  #sending: Promise<void> | undefined

  constructor(api: RestClient, pod: Pod, signal: AbortSignal) {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {}
    this.#api = api
    this.#path = namespacedPath(CORE, namespace, 'pods', name)
    this.#uid = uid
    this.#signal = signal
  }

  /** Resolves when this status or a newer one has been taken, or the pod is gone. @throws where it is refused */
  report(status: PodStatus): Promise<void> {
    this.#next = status
    this.#sending ??= this.#drain().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #drain(): Promise<void> {
    let pause: number = RETRY_MILLIS.first
    while (this.#next && !this.#signal.aborted) {
      const status = this.#next
      this.#next = undefined
      try {
        const merged = { ...status, ...mergedConditions(status.conditions ?? []) }
        await patchStatus(this.#api, this.#path, { metadata: { uid: this.#uid }, status: merged })
      } catch (error) {
        if (isKubernetesStatus(error, 404) || isKubernetesStatus(error, 409)) return
        if (!isRetryable(error)) throw error
        this.#next ??= status
        await delay(pause, undefined, { signal: this.#signal, ref: false }).catch(() => undefined)
        pause = Math.min(pause * 2, RETRY_MILLIS.most)
      }
    }
  }
}
