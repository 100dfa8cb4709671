import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Demand } from './allocation-plan.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { Executor, ExecutorLedger } from './executor-ledger.ts'
import { IDS_A_REQUEST } from './executor-selection.ts'
import { retryDelay } from './retry-delay.ts'
import type { SparkBackend } from './spark-backend.ts'

export interface ExecutorReturnsDeps {
  readonly cluster: Pick<ExecutorCluster, 'deletePods'>
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly backend: Pick<SparkBackend, 'deleting'>
  readonly ledger: ExecutorLedger
  /** These executors, as far as they are still pending. */
  readonly selection: (ids: readonly number[]) => PodSelection
  /** Called when there may be something to do. */
  readonly wake: () => void
}

/** A pod that is deleted may take its time; after this one asks again. */
const ASK_AGAIN_MS = 30_000

const isLeaving = ({ doomed, terminating }: Executor): boolean => doomed !== undefined || terminating

/**
 * Which executors of a profile nobody needs: as many as there are above the target, of those that neither run nor are
 * registered with Spark and are old enough, the youngest first. What runs is up to Spark. Follows
 * ExecutorPodsAllocator.onNewSnapshots.
 */
export function excessExecutors(
  { target, counts, profileId }: Demand,
  { ledger, now, idleTimeout }: { readonly ledger: ExecutorLedger; readonly now: number; readonly idleTimeout: number },
): { readonly excess: number; readonly executors: readonly Executor[] } {
  if (counts.creating + counts.pending + counts.running <= target) return { excess: 0, executors: [] }
  const ours = Array.from(ledger.all()).filter((executor) => executor.profileId === profileId)
  const excess = Math.max(0, ours.filter((executor) => !isLeaving(executor)).length - target)
  const executors = ours
    .filter(
      (executor) =>
        executor.stage === 'pending' &&
        !isLeaving(executor) &&
        !ledger.known.has(executor.id) &&
        now - executor.since > idleTimeout,
    )
    .toSorted((a, b) => b.id - a.id)
    .slice(0, excess)
  return { excess, executors }
}

/** Takes executors back that nobody needs: Spark is told first, so that it refuses them should they register after all. */
export class ExecutorReturns {
  readonly #deps: ExecutorReturnsDeps
  /** Those that Spark was told of and that may still be there: few, where there are thousands in all. */
  readonly #leaving = new Set<Executor>()
  #failures = 0
  #notBefore = Number.NEGATIVE_INFINITY
  #inFlight = false

  constructor(deps: ExecutorReturnsDeps) {
    this.#deps = deps
  }

  /** Tells Spark; the next pass after its answer deletes the pods. */
  async doom(executors: readonly Executor[]): Promise<void> {
    if (executors.length === 0) return
    const { backend, ledger, log, wake } = this.#deps
    const ids = executors.map(({ id }) => id)
    log.info('taking back executors that are pending and not needed any more', { executors: ids.map(String) })
    for (const executor of executors) {
      executor.doomed = 'asked'
      this.#leaving.add(executor)
    }
    let refused = false
    try {
      await backend.deleting(ids)
      refused = true
    } catch (error) {
      log.warn('Spark did not answer which executors are to go; they stay for now', { error })
    }
    for (const executor of executors) {
      if (refused && !ledger.known.has(executor.id)) executor.doomed = 'refused'
      else delete executor.doomed
    }
    wake()
  }

  /**
   * Sends the deletions that are due.
   * @returns when something is to be done again, on the monotonic clock
   */
  pass(now: number): number {
    const { ledger } = this.#deps
    for (const executor of this.#leaving) {
      if (executor.doomed === undefined || ledger.get(executor.id) !== executor) this.#leaving.delete(executor)
    }
    const doomed = [...this.#leaving].filter(({ doomed, stage }) => doomed === 'refused' && stage === 'pending')
    if (doomed.length === 0 || this.#inFlight) return Number.POSITIVE_INFINITY
    if (now < this.#notBefore) return this.#notBefore
    const due = doomed.filter(({ deleteAt = now }) => deleteAt <= now).slice(0, IDS_A_REQUEST)
    if (due.length > 0) void this.#delete(due)
    return Math.min(...doomed.map(({ deleteAt = Number.POSITIVE_INFINITY }) => deleteAt))
  }

  async #delete(executors: readonly Executor[]): Promise<void> {
    const { clock, cluster, log, random, selection, wake } = this.#deps
    this.#inFlight = true
    try {
      await cluster.deletePods(selection(executors.map(({ id }) => id)))
      this.#failures = 0
      for (const executor of executors) executor.deleteAt = clock.monotonic() + ASK_AGAIN_MS
    } catch (error) {
      this.#failures++
      this.#notBefore = clock.monotonic() + retryDelay(this.#failures, random)
      log.warn('cannot delete executor pods; it is tried again', { error })
    }
    this.#inFlight = false
    wake()
  }
}
