import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { ExecutorCluster } from './executor-cluster.ts'
import type { ExecutorLedger } from './executor-ledger.ts'
import { type ExecutorPod, INACTIVE_LABEL, isFinal } from './executor-pod.ts'
import { type ExitReason, exitReasonOf, missingPod } from './exit-reason.ts'
import { FailureTracker } from './failure-tracker.ts'
import type { LifecycleSettings } from './scheduler-settings.ts'
import type { ExecutorPodsSnapshot } from './snapshots-store.ts'
import type { SparkBackend } from './spark-backend.ts'

export interface LifecycleManagerDeps {
  readonly cluster: Pick<ExecutorCluster, 'deletePod' | 'labelPod'>
  readonly clock: Clock
  readonly log: Log
  readonly backend: Pick<SparkBackend, 'removed' | 'fail'>
  readonly settings: LifecycleSettings
  readonly namespace: string
  readonly ledger: ExecutorLedger
}

/** So many pods are tidied up at a time. */
const TIDY_AT_ONCE = 16

/**
 * Sees to executors that ended: tells Spark why, once each, deletes or marks their pods, and ends the application when
 * too many failed. Follows ExecutorPodsLifecycleManager.
 */
export class LifecycleManager {
  readonly #deps: LifecycleManagerDeps
  readonly #failures: FailureTracker
  /** Executors that Spark was told of, and when. */
  readonly #removed = new Map<number, number>()
  readonly #knownSince = new Map<number, number>()
  readonly #failed = new Set<number>()
  /** Pods that ended and are still there as far as anybody knows, by uid. */
  readonly #untidy = new Map<string, ExecutorPod>()
  #tidying = 0
  #over = false

  constructor(deps: LifecycleManagerDeps) {
    this.#deps = deps
    this.#failures = new FailureTracker(deps.clock, deps.settings.failuresValidity)
  }

  onNewSnapshot({ changes, pods, listedSince }: ExecutorPodsSnapshot): void {
    this.#expire()
    for (const pod of changes) {
      if (isFinal(pod)) this.#ended(pod)
    }
    this.#noteKnown()
    if (listedSince !== undefined) {
      this.#findMissing(pods, listedSince)
      for (const pod of pods.values()) if (isFinal(pod)) this.#untidy.set(pod.uid, pod)
    }
    this.#tidy()
  }

  #ended(pod: ExecutorPod): void {
    if (pod.phase === 'deleted') this.#untidy.delete(pod.uid)
    else this.#untidy.set(pod.uid, pod)
    if (pod.phase === 'failed' && !this.#failed.has(pod.id)) this.#countFailure(pod.id)
    this.#tellSpark(pod.id, exitReasonOf(pod, this.#deps.settings.containerName))
  }

  #countFailure(id: number): void {
    const { backend, settings } = this.#deps
    this.#failed.add(id)
    this.#failures.register()
    if (this.#over || this.#failures.count <= settings.maxFailures) return
    this.#over = true
    backend.fail(`more than ${settings.maxFailures} executors failed (spark.executor.maxNumFailures)`)
  }

  #tellSpark(id: number, reason: ExitReason): void {
    if (this.#removed.has(id)) return
    this.#removed.set(id, this.#deps.clock.monotonic())
    this.#deps.backend.removed(id, reason)
  }

  #noteKnown(): void {
    const { clock, ledger } = this.#deps
    const now = clock.monotonic()
    for (const id of ledger.known) if (!this.#knownSince.has(id)) this.#knownSince.set(id, now)
    for (const id of this.#knownSince.keys()) if (!ledger.known.has(id)) this.#knownSince.delete(id)
  }

  /** A list that was begun long enough after an executor registered, and lacks its pod, cannot just have missed it. */
  #findMissing(pods: ReadonlyMap<number, ExecutorPod>, listedSince: number): void {
    for (const [id, since] of this.#knownSince) {
      if (!pods.has(id) && listedSince - since > this.#deps.settings.missingPodDelta) {
        this.#tellSpark(id, missingPod(id))
      }
    }
  }

  /** Spark may forget executors too; so that this does not grow for ever, each is remembered for a while. */
  #expire(): void {
    const before = this.#deps.clock.monotonic() - this.#deps.settings.removedCacheTimeout
    for (const [id, at] of this.#removed) {
      if (at >= before) return
      this.#removed.delete(id)
    }
  }

  /** What fails is tried again when a list shows the pod once more. */
  #tidy(): void {
    for (const [uid, pod] of this.#untidy) {
      if (this.#tidying >= TIDY_AT_ONCE) return
      this.#untidy.delete(uid)
      this.#tidying++
      void this.#tidyOne(pod).finally(() => {
        this.#tidying--
        this.#tidy()
      })
    }
  }

  async #tidyOne({ name, uid }: ExecutorPod): Promise<void> {
    const { cluster, log, namespace, settings } = this.#deps
    try {
      if (settings.deleteOnTermination) await cluster.deletePod(namespace, name, uid)
      else await cluster.labelPod(namespace, name, uid, { [INACTIVE_LABEL]: 'true' })
    } catch (error) {
      log.warn('cannot tidy up a pod that ended; it is tried again', { pod: name, error })
    }
  }
}
