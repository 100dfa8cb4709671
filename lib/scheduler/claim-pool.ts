import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { PersistentVolumeClaim } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import type { ExecutorCluster, PodSelection } from './executor-cluster.ts'
import type { ClaimSettings } from './scheduler-settings.ts'

export interface ClaimPoolDeps {
  readonly cluster: ExecutorCluster
  readonly clock: Clock
  readonly log: Log
  readonly selection: PodSelection
  readonly settings: ClaimSettings
}

/** A list of claims is good for so long, unless an executor went in the meantime. */
const FRESH_MS = 30_000
/** No more than one list in this time. */
const LEAST_BETWEEN_LISTS_MS = 1_000

/** The claims of the application, and which of them a new executor may take over. */
export class ClaimPool {
  readonly #deps: ClaimPoolDeps
  readonly #claims = new Map<string, PersistentVolumeClaim>()
  #listedAt = Number.NEGATIVE_INFINITY
  #stale = true
  /** What was made while a list was under way, which may lack it. */
  #meanwhile: PersistentVolumeClaim[] | undefined
  #refreshing: Promise<void> | undefined
  #forbidden = false

  constructor(deps: ClaimPoolDeps) {
    this.#deps = deps
  }

  /** How many there are. */
  get size(): number {
    return this.#claims.size
  }

  has(name: string): boolean {
    return this.#claims.has(name)
  }

  /** One that was made now. */
  add(claim: PersistentVolumeClaim): void {
    this.#claims.set(claim.metadata?.name ?? '', claim)
    this.#meanwhile?.push(claim)
  }

  /** An executor went: what it used may be free now. */
  expire(): void {
    this.#stale = true
  }

  /** True where what is known is too old to decide by. */
  get isStale(): boolean {
    const age = this.#deps.clock.monotonic() - this.#listedAt
    return !this.#forbidden && (age > FRESH_MS || (this.#stale && age >= LEAST_BETWEEN_LISTS_MS))
  }

  /** Those that may be reused: used by nobody, and old enough that whoever they were made for has been seen. */
  free(isUsed: (name: string) => boolean): readonly PersistentVolumeClaim[] {
    const { clock, settings } = this.#deps
    if (!settings.reuse) return []
    return Array.from(this.#claims)
      .filter(([name, { metadata }]) => {
        const age = clock.now() - Date.parse(metadata?.creationTimestamp ?? '')
        return !isUsed(name) && metadata?.deletionTimestamp === undefined && age > settings.minimumAge
      })
      .map(([, claim]) => claim)
  }

  /** Asks the API server, once at a time. Where it may not be asked, nothing is reused. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#list().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #list(): Promise<void> {
    const meanwhile: PersistentVolumeClaim[] = []
    this.#meanwhile = meanwhile
    const { cluster, clock, log, selection } = this.#deps
    try {
      const claims = await cluster.listClaims(selection)
      this.#claims.clear()
      for (const claim of [...claims, ...meanwhile]) this.#claims.set(claim.metadata?.name ?? '', claim)
      this.#stale = false
    } catch (error) {
      this.#forbidden = isKubernetesStatus(error, 403)
      const consequence = this.#forbidden ? 'none is reused' : 'it is tried again'
      log.warn(`cannot list persistent volume claims: ${consequence}`, { error })
    } finally {
      this.#listedAt = clock.monotonic()
      this.#meanwhile = undefined
    }
  }
}
