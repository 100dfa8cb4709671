import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Demand } from './allocation-plan.ts'
import type { AssignedExecutor } from './claim-assignment.ts'
import type { CreationOutcome } from './creation-outcome.ts'
import { CreationWindow } from './creation-window.ts'
import { attemptCreation, type CreationOrder, type ExecutorCreatorDeps } from './executor-creator.ts'
import type { Executor, ExecutorLedger } from './executor-ledger.ts'
import type { ExecutorPod } from './executor-pod.ts'
import type { SparkBackend } from './spark-backend.ts'

export interface CreationDeskDeps {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly backend: Pick<SparkBackend, 'fail'>
  readonly creator: ExecutorCreatorDeps
  readonly ledger: ExecutorLedger
  /** Called when there may be something to do. */
  readonly wake: () => void
}

/** After so many waves of refusals in a row that no waiting will end, the application is told. */
const MOST_REFUSALS = 5

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Sends creations, as many at once as the API server takes, and the same ones again until it is known what became of them. */
export class CreationDesk {
  readonly #deps: CreationDeskDeps
  readonly #window: CreationWindow
  readonly #waiting = new Set<Executor>()
  readonly #underWay = new Set<Promise<void>>()
  #claimsToMake = 0
  #refusals = 0
  #heldByQuota = false

  constructor(deps: CreationDeskDeps) {
    this.#deps = deps
    this.#window = new CreationWindow(deps.random)
  }

  /** How many creations may be sent now. */
  free(now: number): number {
    return this.#window.free(now)
  }

  /** How many claims belong to executors under way, and are not made yet. */
  claimsToMake(): number {
    return this.#claimsToMake
  }

  /** Begins a new executor. */
  send(profileId: number, { pod, make, uses }: AssignedExecutor, now: number): void {
    const order: CreationOrder = { pod, claims: make, uses, uncertain: false }
    this.#claimsToMake += make.length
    this.#attempt(this.#deps.ledger.begin(profileId, order, now), order, now)
  }

  /** Makes what an executor lacks whose pod is there. */
  complete(executor: Executor, { pod, make, uses }: AssignedExecutor, { name, uid }: ExecutorPod, now: number): void {
    const created = { ...pod, metadata: { ...pod.metadata, name, uid } }
    const order: CreationOrder = { pod, claims: make, uses, created, uncertain: false }
    executor.order = order
    this.#claimsToMake += make.length
    this.#attempt(executor, order, now)
  }

  /**
   * Sends again what did not come to an end.
   * @returns when there is something to do again, on the monotonic clock
   */
  retry(now: number): number {
    for (const executor of this.#waiting) {
      const { order } = executor
      if (order === undefined || this.#deps.ledger.get(executor.id) !== executor) this.#close(executor)
      else if (this.#window.free(now) > 0) this.#attempt(executor, order, now)
      else break
    }
    return this.#window.pausedUntil > now ? this.#window.pausedUntil : Number.POSITIVE_INFINITY
  }

  /**
   * Gives executors up that Spark needs no more, and of which nothing exists. Where something may exist of any, all such
   * are only looked for from now on: to send one of them again could create what nobody asks for, if another was created.
   */
  forgo({ profileId, target, counts }: Demand): void {
    let excess = counts.creating + counts.pending + counts.running - target
    const uncertain: CreationOrder[] = []
    for (const executor of this.#waiting) {
      const { order } = executor
      if (executor.profileId !== profileId || order?.created !== undefined) continue
      if (order?.uncertain) uncertain.push(order)
      else if (excess-- > 0) this.#giveUp(executor)
    }
    for (const order of uncertain) order.unwanted = excess > 0
  }

  /** An executor went: a quota that was used up may have room now. */
  roomMade(now: number): void {
    if (this.#heldByQuota) this.#window.resume(now)
  }

  /** Resolves when nothing is under way any more; false where something may still come to be. */
  async drain(): Promise<boolean> {
    await Promise.all(this.#underWay)
    return ![...this.#waiting].some(({ order }) => order?.uncertain)
  }

  #attempt(executor: Executor, order: CreationOrder, now: number): void {
    this.#waiting.delete(executor)
    this.#window.started()
    const attempt = this.#run(executor, order, now)
    this.#underWay.add(attempt)
    void attempt.then(() => this.#underWay.delete(attempt)).then(this.#deps.wake)
  }

  async #run(executor: Executor, order: CreationOrder, startedAt: number): Promise<void> {
    const before = order.claims.length
    const outcome = await attemptCreation(order, executor.id, this.#deps.creator)
    this.#claimsToMake -= before - order.claims.length
    this.#settle(executor, order, outcome, startedAt)
  }

  #settle(executor: Executor, order: CreationOrder, outcome: CreationOutcome, startedAt: number): void {
    const now = this.#deps.clock.monotonic()
    switch (outcome.kind) {
      case 'created':
        this.#window.accepted()
        this.#refusals = 0
        this.#heldByQuota = false
        this.#close(executor)
        return
      case 'forgone':
        this.#window.abandoned()
        this.#giveUp(executor)
        return
      case 'throttled':
      case 'unknown': {
        const least = outcome.kind === 'throttled' ? outcome.retryAfterMs : 0
        const { first } = this.#window.failed(startedAt, now, least)
        if (first) this.#deps.log.warn('executor pods are created more slowly', this.#facts(outcome.error))
        this.#waiting.add(executor)
        return
      }
      case 'refused':
        this.#refused(outcome, startedAt, now)
        if (order.created === undefined) this.#waiting.add(executor)
        else this.#close(executor)
        return
      case 'taken':
        this.#refused(
          { quota: false, error: new Error(`the name ${order.pod.metadata?.name} is taken`) },
          startedAt,
          now,
        )
        this.#giveUp(executor)
    }
  }

  #giveUp(executor: Executor): void {
    this.#deps.ledger.drop(executor.id)
    this.#close(executor)
  }

  #close(executor: Executor): void {
    this.#waiting.delete(executor)
    this.#claimsToMake -= executor.order?.claims.length ?? 0
    delete executor.order
  }

  #refused({ quota, error }: { quota: boolean; error: unknown }, startedAt: number, now: number): void {
    const { first } = this.#window.refused(startedAt, now)
    if (!first) return
    const { log, backend } = this.#deps
    this.#heldByQuota = quota
    const facts = { ...this.#facts(error), nextAttemptInMs: Math.round(this.#window.pausedUntil - now) }
    if (quota) {
      log.warn("the namespace's quota has no room for more executors; they wait for it", facts)
      return
    }
    log.error('the API server refuses executor pods', facts)
    this.#refusals++
    if (this.#refusals === MOST_REFUSALS) backend.fail(`executors cannot be created: ${messageOf(error)}`)
  }

  #facts(error: unknown): { error: string; executors: number } {
    return { error: messageOf(error), executors: this.#deps.ledger.size }
  }
}
