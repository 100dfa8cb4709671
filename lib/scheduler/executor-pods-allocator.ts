import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import { type Demand, planCreations, type Round } from './allocation-plan.ts'
import { assignClaims } from './claim-assignment.ts'
import type { ClaimPool } from './claim-pool.ts'
import { CreationDesk } from './creation-desk.ts'
import type { BuildExecutor } from './executor/executor-builder.ts'
import type { ExecutorCreatorDeps } from './executor-creator.ts'
import type { ExecutorLedger } from './executor-ledger.ts'
import { type ExecutorReturns, excessExecutors } from './executor-returns.ts'
import type { ResourceProfile } from './resource-profile.ts'
import type { AllocationSettings, ClaimSettings } from './scheduler-settings.ts'
import type { ExecutorPodsSnapshot, ExecutorPodsSnapshotsStore } from './snapshots-store.ts'
import type { SparkBackend } from './spark-backend.ts'

export interface AllocatorDeps {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly build: BuildExecutor
  readonly backend: Pick<SparkBackend, 'fail'>
  readonly settings: AllocationSettings
  readonly claimSettings: ClaimSettings
  readonly claims: ClaimPool
  readonly store: ExecutorPodsSnapshotsStore
  readonly creator: ExecutorCreatorDeps
  readonly returns: ExecutorReturns
  readonly ledger: ExecutorLedger
  /** Called when there may be something to do. */
  readonly wake: () => void
}

/** How soon to look again where only time can bring something: pods that grow old enough, claims that become free. */
const LOOK_AGAIN_MS = 1_000

/**
 * Keeps executors at what Spark asks for, by profile. Level-triggered: whatever happens only wakes it, and a pass looks
 * at what there is. Follows ExecutorPodsAllocator.
 */
export class ExecutorPodsAllocator {
  readonly #deps: AllocatorDeps
  readonly #desk: CreationDesk
  readonly #profiles = new Map<number, { readonly profile: ResourceProfile; readonly target: number }>()
  /** Executors of an earlier loop, whose claims may not have come to be made. */
  readonly #adopted = new Set<number>()
  #round: Round | undefined
  #exhausted = false
  #stopped = false

  constructor(deps: AllocatorDeps) {
    this.#deps = deps
    this.#desk = new CreationDesk(deps)
  }

  setTargets(targets: ReadonlyMap<ResourceProfile, number>): void {
    for (const [profile, target] of targets) this.#profiles.set(profile.id, { profile, target })
    this.#deps.wake()
  }

  /** Executors that are there already are this driver's: an earlier loop may have left one without its claims. */
  adoptAll(): void {
    for (const { id } of this.#deps.ledger.all()) this.#adopted.add(id)
  }

  /** Takes in what was seen of pods. */
  onNewSnapshot({ changes, pods, listedSince }: ExecutorPodsSnapshot): void {
    const { clock, ledger, claims, wake } = this.#deps
    const now = clock.monotonic()
    const seen = changes.map((pod) => ({ pod, change: ledger.observe(pod, now) }))
    const wentAway = seen.some(({ pod, change }) => change === 'freed' || pod.phase === 'deleted')
    if (wentAway) {
      claims.expire()
      this.#desk.roomMade(now)
    }
    if (listedSince !== undefined) this.#dropUnseen(pods)
    // One whose creation is under way wakes when that has ended.
    const moved = seen.some(({ pod, change }) => change === 'moved' && ledger.get(pod.id)?.order === undefined)
    if (wentAway || moved || listedSince !== undefined) wake()
  }

  /** An executor that was created, and that a whole list lacks, takes no place any more. */
  #dropUnseen(pods: ExecutorPodsSnapshot['pods']): void {
    const { ledger } = this.#deps
    for (const { id, order } of [...ledger.all()]) {
      if (order === undefined && !pods.has(id)) ledger.drop(id)
    }
  }

  /**
   * Does what is to be done now.
   * @returns when to look again though nothing happened, in milliseconds from now
   */
  pass(): number {
    if (this.#stopped) return Number.POSITIVE_INFINITY
    const { clock, returns } = this.#deps
    const now = clock.monotonic()
    const again = [this.#trim(now), returns.pass(now), this.#desk.retry(now), this.#mend(now), this.#begin(now)]
    return Math.max(0, Math.ceil(Math.min(...again) - now))
  }

  /** Begins no more, and resolves when what is under way has ended; false where a creation may still come to be. */
  async stop(): Promise<boolean> {
    this.#stopped = true
    return this.#desk.drain()
  }

  #demands(): readonly Demand[] {
    return Array.from(this.#profiles, ([profileId, { target }]) => ({
      profileId,
      target,
      counts: this.#deps.ledger.counts(profileId),
    }))
  }

  #trim(now: number): number {
    const { ledger, returns, settings } = this.#deps
    let again = Number.POSITIVE_INFINITY
    for (const demand of this.#demands()) {
      this.#desk.forgo(demand)
      const current = { ...demand, counts: ledger.counts(demand.profileId) }
      const { excess, executors } = excessExecutors(current, { ledger, now, idleTimeout: settings.idleTimeout })
      void returns.doom(executors)
      if (excess > executors.length) again = now + LOOK_AGAIN_MS
    }
    return again
  }

  /** Makes the claims that pending executors of an earlier loop wait for. */
  #mend(now: number): number {
    const { build, claims, ledger, store, wake } = this.#deps
    for (const id of this.#adopted) {
      const executor = ledger.get(id)
      const pod = store.pods.get(id)
      if (executor?.stage !== 'pending' || pod === undefined || pod.claims.length === 0) {
        this.#adopted.delete(id)
        continue
      }
      const profile = this.#profiles.get(executor.profileId)?.profile
      if (profile === undefined) continue
      if (claims.isStale) {
        void claims.refresh().then(wake)
        return now + LOOK_AGAIN_MS
      }
      if (this.#desk.free(now) === 0) return now + LOOK_AGAIN_MS
      const spec = build(id, profile)
      const lacks = (name = ''): boolean => pod.claims.includes(name) && !claims.has(name)
      const make = spec.claims.filter(({ metadata }) => lacks(metadata?.name))
      this.#adopted.delete(id)
      if (make.length > 0) this.#desk.complete(executor, { pod: spec.pod, make, uses: pod.claims }, pod, now)
    }
    return Number.POSITIVE_INFINITY
  }

  #begin(now: number): number {
    const { ledger, settings } = this.#deps
    const round = this.#round
    const plan = planCreations({
      demands: this.#demands(),
      settings,
      slots: this.#desk.free(now),
      nextId: ledger.nextId,
      now,
      ...(round === undefined ? {} : { round }),
    })
    this.#round = plan.round
    let again = plan.nextRoundAt ?? Number.POSITIVE_INFINITY
    if (ledger.nextId >= settings.maximumId) this.#sayExhausted()
    const isUsed = this.#usedClaims()
    for (const [profileId, number] of plan.begin) {
      for (let index = 0; index < number; index++) {
        if (this.#beginOne(profileId, isUsed, now)) continue
        again = Math.min(again, now + LOOK_AGAIN_MS)
        break
      }
    }
    return again
  }

  /** Begins one executor; false where it has to wait for claims. */
  #beginOne(profileId: number, isUsed: UsedClaims, now: number): boolean {
    const { build, claims, claimSettings, ledger, backend } = this.#deps
    const profile = this.#profiles.get(profileId)?.profile
    if (profile === undefined) return true
    try {
      const spec = build(ledger.nextId, profile)
      const wantsClaims = spec.claims.length > 0
      if (wantsClaims && claimSettings.reuse && claims.isStale) {
        void claims.refresh().then(this.#deps.wake)
        return false
      }
      const room = (claimSettings.maximum ?? Number.POSITIVE_INFINITY) - claims.size - this.#desk.claimsToMake()
      const assigned = assignClaims(spec, wantsClaims ? claims.free(isUsed.has) : [], room)
      if (assigned === undefined) return false
      isUsed.add(assigned.uses)
      this.#desk.send(profileId, assigned, now)
      return true
    } catch (error) {
      this.#stopped = true
      backend.fail(`executors cannot be built: ${error instanceof Error ? error.message : String(error)}`)
      return false
    }
  }

  #usedClaims(): UsedClaims {
    let used: Set<string> | undefined
    const all = (): Set<string> => {
      used ??= new Set([
        ...Array.from(this.#deps.store.pods.values(), ({ claims }) => claims).flat(),
        ...Array.from(this.#deps.ledger.all(), ({ order }) => order?.uses ?? []).flat(),
      ])
      return used
    }
    return {
      has: (name) => all().has(name),
      add: (names) => {
        for (const name of names) used?.add(name)
      },
    }
  }

  #sayExhausted(): void {
    if (this.#exhausted) return
    this.#exhausted = true
    const { log, settings } = this.#deps
    log.error('no more executors are created: spark.kubernetes.allocation.maximum is reached', {
      maximum: settings.maximumId,
    })
  }
}

/** The claims that some executor has, or is about to have. */
interface UsedClaims {
  readonly has: (name: string) => boolean
  readonly add: (names: readonly string[]) => void
}
