import type { Clock } from '../ports/clock.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import { type ContainerCheck, deletedPod, type ExecutorPod, executorPod, isFinal } from './executor-pod.ts'
import type { Timers } from './timers.ts'

/** What became of the executors' pods since the subscriber was last called. */
export interface ExecutorPodsSnapshot {
  /** The pods that are there now, by executor id; a view that goes on changing. */
  readonly pods: ReadonlyMap<number, ExecutorPod>
  /** Every state that was seen, in order, so that one that passed quickly is not lost. */
  readonly changes: readonly ExecutorPod[]
  /** When the newest whole list was begun, on the monotonic clock; absent where there was none. */
  readonly listedSince?: number
}

type Subscriber = (snapshot: ExecutorPodsSnapshot) => void

/** What waits for a subscriber's next turn. */
interface Pending {
  readonly call: Subscriber
  readonly atOnce: boolean
  changes: ExecutorPod[]
  listedSince: number | undefined
}

export interface SnapshotsStoreDeps {
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly check: ContainerCheck
}

/** A watch that lags may still speak of a pod for so long after it is gone. */
const REMEMBER_GONE_MS = 600_000

/**
 * The executors' pods as far as anybody saw them, by watch, list or the answer to a creation, whatever the order in
 * which these arrive. A uid that is gone stays gone; a list says nothing of pods that were seen after it was begun.
 * Follows ExecutorPodsSnapshotsStoreImpl.
 */
export class ExecutorPodsSnapshotsStore {
  readonly #deps: SnapshotsStoreDeps
  readonly #pods = new Map<number, ExecutorPod>()
  readonly #seenAt = new Map<number, number>()
  readonly #gone = new Map<string, number>()
  readonly #subscribers: Pending[] = []
  readonly #stopped = new AbortController()

  constructor(deps: SnapshotsStoreDeps) {
    this.#deps = deps
  }

  /** The pods that are there now, by executor id. */
  get pods(): ReadonlyMap<number, ExecutorPod> {
    return this.#pods
  }

  /** A pod as a watch showed it. */
  updatePod(pod: Pod): void {
    const seen = executorPod(pod, this.#deps.check)
    if (seen !== undefined) this.#take(seen)
  }

  /** A pod as it was when it was created: any other sight of it is newer. */
  createdPod(pod: Pod): void {
    const seen = executorPod(pod, this.#deps.check)
    if (seen !== undefined && this.#pods.get(seen.id)?.uid !== seen.uid) this.#take(seen)
  }

  /** A pod that is gone, as it was at last. */
  removePod(pod: Pod): void {
    const seen = executorPod(pod, this.#deps.check)
    if (seen !== undefined) this.#remove(deletedPod(seen, pod))
  }

  /** All pods there were at some moment after `since`, on the monotonic clock. */
  replaceSnapshot(pods: readonly Pod[], since: number): void {
    const listed = new Set<string>()
    for (const pod of pods) {
      const seen = executorPod(pod, this.#deps.check)
      if (seen === undefined) continue
      listed.add(seen.uid)
      if (!this.#seenAfter(seen.id, since)) this.#take(seen)
    }
    for (const pod of [...this.#pods.values()]) {
      if (listed.has(pod.uid) || this.#seenAfter(pod.id, since)) continue
      this.#remove(
        isFinal(pod) ? { ...pod, phase: 'deleted' } : { ...pod, phase: 'deleted', ending: { containers: [] } },
      )
    }
    this.#forget()
    this.#deliver((pending) => {
      pending.listedSince = Math.max(since, pending.listedSince ?? since)
    })
  }

  /**
   * Calls `call` with what is new: every `intervalMs`, also where nothing is, or, where that is 0, as soon as something
   * is. An error that it throws is logged, and it is called again.
   */
  addSubscriber(intervalMs: number, call: Subscriber): void {
    const pending: Pending = { call, atOnce: intervalMs === 0, changes: [], listedSince: undefined }
    this.#subscribers.push(pending)
    if (!pending.atOnce) void this.#callEvery(intervalMs, pending)
  }

  /** Calls every subscriber now. */
  notifySubscribers(): void {
    for (const subscriber of this.#subscribers) this.#call(subscriber)
  }

  stop(): void {
    this.#stopped.abort()
  }

  #seenAfter(id: number, since: number): boolean {
    return (this.#seenAt.get(id) ?? Number.NEGATIVE_INFINITY) >= since
  }

  #take(pod: ExecutorPod): void {
    if (this.#gone.has(pod.uid)) return
    this.#pods.set(pod.id, pod)
    this.#seenAt.set(pod.id, this.#deps.clock.monotonic())
    this.#deliver(({ changes }) => changes.push(pod))
  }

  #remove(pod: ExecutorPod): void {
    if (this.#gone.has(pod.uid)) return
    this.#gone.set(pod.uid, this.#deps.clock.monotonic())
    if (this.#pods.get(pod.id)?.uid === pod.uid) {
      this.#pods.delete(pod.id)
      this.#seenAt.delete(pod.id)
    }
    this.#deliver(({ changes }) => changes.push(pod))
  }

  #forget(): void {
    const before = this.#deps.clock.monotonic() - REMEMBER_GONE_MS
    for (const [uid, at] of this.#gone) {
      if (at >= before) return
      this.#gone.delete(uid)
    }
  }

  #deliver(add: (pending: Pending) => void): void {
    for (const subscriber of this.#subscribers) {
      add(subscriber)
      if (subscriber.atOnce) this.#call(subscriber)
    }
  }

  async #callEvery(intervalMs: number, subscriber: Pending): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      await this.#deps.timers.sleep(intervalMs, signal)
      if (!signal.aborted) this.#call(subscriber)
    }
  }

  #call(subscriber: Pending): void {
    const { changes, listedSince } = subscriber
    subscriber.changes = []
    subscriber.listedSince = undefined
    try {
      subscriber.call({ pods: this.#pods, changes, ...(listedSince === undefined ? {} : { listedSince }) })
    } catch (error) {
      this.#deps.log.error('a subscriber to executor pods failed', { error })
    }
  }
}
