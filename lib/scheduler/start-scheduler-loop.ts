import { ClaimPool } from './claim-pool.ts'
import { awaitDriverReady } from './driver-readiness.ts'
import { deleteExecutors } from './executor-cleanup.ts'
import { ExecutorLedger } from './executor-ledger.ts'
import { observeWith } from './executor-observer.ts'
import { ExecutorPodsAllocator } from './executor-pods-allocator.ts'
import { releaseExecutors } from './executor-release.ts'
import { ExecutorReturns } from './executor-returns.ts'
import { activeExecutors, allExecutors, ofApplication, theseExecutors } from './executor-selection.ts'
import { Latch } from './latch.ts'
import { LifecycleManager } from './lifecycle-manager.ts'
import { runPollingSource } from './polling-source.ts'
import { adoptPrevious, sweepPrevious } from './previous-executors.ts'
import type { ResourceProfile } from './resource-profile.ts'
import type { SchedulerLoop, SchedulerLoopDeps } from './scheduler-loop.ts'
import { ExecutorPodsSnapshotsStore } from './snapshots-store.ts'
import { runWatchSource } from './watch-source.ts'

/** What is there of one application: its ports bound, its parts wired. */
class ExecutorPodsLoop implements SchedulerLoop {
  readonly #deps: SchedulerLoopDeps
  readonly #latch = new Latch()
  readonly #stopping = new AbortController()
  readonly #ledger = new ExecutorLedger()
  readonly #store: ExecutorPodsSnapshotsStore
  readonly #claims: ClaimPool
  readonly #allocator: ExecutorPodsAllocator
  #stopped: Promise<void> | undefined

  constructor(deps: SchedulerLoopDeps) {
    this.#deps = deps
    const { settings, cluster, backend, driverPod, appId, firstId = 1 } = deps
    this.#ledger.passId(firstId - 1)
    const { namespace } = settings
    const wake = () => this.#latch.open()
    const common = { ...deps, ledger: this.#ledger, wake }
    this.#store = new ExecutorPodsSnapshotsStore({ ...deps, check: settings.lifecycle })
    const reuse = settings.claims.reuse && driverPod !== undefined
    this.#claims = new ClaimPool({
      ...deps,
      selection: ofApplication(namespace, appId),
      settings: { ...settings.claims, reuse },
    })
    const claimOwner = settings.claims.ownedByDriver ? driverPod : undefined
    this.#allocator = new ExecutorPodsAllocator({
      ...common,
      settings: settings.allocation,
      claimSettings: { ...settings.claims, reuse },
      claims: this.#claims,
      store: this.#store,
      returns: new ExecutorReturns({
        ...common,
        selection: (ids) => theseExecutors(namespace, appId, ids, 'Pending'),
      }),
      creator: {
        cluster,
        namespace,
        ...(claimOwner === undefined ? {} : { claimOwner }),
        onPod: (pod) => this.#store.createdPod(pod),
        onClaim: (claim) => this.#claims.add(claim),
      },
    })
    this.#store.addSubscriber(0, (snapshot) => this.#allocator.onNewSnapshot(snapshot))
    if (deps.lifecycle !== 'loop') {
      this.#store.addSubscriber(0, observeWith(deps.lifecycle))
      return
    }
    const manager = new LifecycleManager({ ...common, backend, namespace, settings: settings.lifecycle })
    this.#store.addSubscriber(settings.lifecycle.eventInterval, (snapshot) => manager.onNewSnapshot(snapshot))
  }

  setTargets(targets: ReadonlyMap<ResourceProfile, number>): void {
    this.#allocator.setTargets(targets)
  }

  setKnown(ids: ReadonlySet<number>): void {
    this.#ledger.known = ids
    this.#latch.open()
  }

  release(ids: readonly number[]): void {
    const { settings, appId } = this.#deps
    const { namespace } = settings
    void releaseExecutors(ids, {
      ...this.#deps,
      namespace,
      settings: settings.lifecycle,
      podOf: (id) => this.#store.pods.get(id),
      selection: (some) => theseExecutors(namespace, appId, some, 'Running'),
      signal: this.#stopping.signal,
    })
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop()
    return this.#stopped
  }

  /** Begins, and goes on until it is stopped. */
  async run(): Promise<void> {
    try {
      await this.#begin()
    } catch (error) {
      this.#deps.backend.fail(`executors cannot be managed: ${error instanceof Error ? error.message : String(error)}`)
      return
    }
    this.#observe()
    while (!this.#stopping.signal.aborted) await this.#latch.wait(this.#deps.timers, this.#allocator.pass())
  }

  /** Nothing is created before it is known what is there. */
  async #begin(): Promise<void> {
    const { driverPod, previous, settings } = this.#deps
    const { signal } = this.#stopping
    const { namespace, allocation } = settings
    const ready =
      driverPod === undefined
        ? undefined
        : awaitDriverReady(
            driverPod,
            { ...this.#deps, namespace, timeoutMs: allocation.driverReadinessTimeout },
            signal,
          )
    const deps = {
      ...this.#deps,
      ledger: this.#ledger,
      store: this.#store,
      all: allExecutors(namespace, this.#deps.appId),
      active: activeExecutors(namespace, this.#deps.appId),
    }
    await (previous === 'sweep' ? sweepPrevious(deps, signal) : adoptPrevious(deps, signal))
    this.#allocator.adoptAll()
    await ready
  }

  #observe(): void {
    const { settings, appId } = this.#deps
    const { signal } = this.#stopping
    const { watch, poll } = settings.lifecycle
    const selection = activeExecutors(settings.namespace, appId)
    const deps = { ...this.#deps, settings: settings.lifecycle, selection, store: this.#store }
    if (watch) void runWatchSource(deps, signal)
    if (poll || !watch) void runPollingSource(deps, signal)
  }

  async #stop(): Promise<void> {
    const { settings, cluster, appId, lifecycle, log, previous } = this.#deps
    const settled = await this.#allocator.stop()
    this.#stopping.abort()
    this.#store.stop()
    this.#latch.open()
    if (settings.lifecycle.deleteOnTermination) {
      await deleteExecutors(settled, { ...this.#deps, executors: allExecutors(settings.namespace, appId) })
    }
    // A loop before this one may have made claims that this one never had to look at.
    const hasNone = previous === 'sweep' && this.#claims.size === 0
    if (lifecycle !== 'loop' || !settings.claims.ownedByDriver || hasNone) return
    try {
      await cluster.deleteClaims(ofApplication(settings.namespace, appId))
    } catch (error) {
      log.warn('cannot delete the persistent volume claims; they go with the driver pod', { error })
    }
  }
}

/**
 * Starts to keep the executor pods of one application at what Spark asks for: watches and lists them, creates those that
 * are missing, takes back those that are not needed, and tells the backend what it has to know.
 */
export function startSchedulerLoop(deps: SchedulerLoopDeps): SchedulerLoop {
  const loop = new ExecutorPodsLoop(deps)
  void loop.run()
  return loop
}
