import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import type { KubernetesObject } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import { namespacedPath } from './resource-path.ts'
import type { RestClient } from './rest-client.ts'
import type { Timers } from './timers.ts'

export interface LeaseOptions {
  readonly client: RestClient
  readonly namespace: string
  readonly name: string
  /** This process, told from all others. */
  readonly identity: string
  readonly timers: Timers
  readonly log: Log
}

interface Lease extends KubernetesObject {
  spec?: {
    holderIdentity?: string
    leaseDurationSeconds?: number
    acquireTime?: string
    renewTime?: string
    leaseTransitions?: number
  }
}

/** Others may take over when they saw no renewal for this long; with the period below, within 12 s of the last one. */
const LEASE_MS = 8_000
/** The leader gives up by itself after this, before anyone else may begin. */
const RENEW_DEADLINE_MS = 6_000
const RETRY_MS = 1_500
/** By how much more a follower may wait: of several, not all ask at the same time. */
const RETRY_JITTER = 0.2

/** The longest that a cluster may be without a leader after one is gone without a word, where the API server answers at once. */
export const LONGEST_TAKEOVER_MS = LEASE_MS + 2 * RETRY_MS * (1 + RETRY_JITTER)

const GROUP = '/apis/coordination.k8s.io/v1'

/**
 * Leadership by a Lease, as client-go's leader election: a follower goes by its own clock, from when it last saw the
 * lease move, so that clocks may differ; every write carries the version that was read, so that one of two wins.
 */
export class LeaseLeadership {
  readonly #options: LeaseOptions
  readonly #path: string
  #seen: { version: string | undefined; at: number } | undefined
  #leading = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#path = namespacedPath(GROUP, options.namespace, 'leases')
  }

  get isLeader(): boolean {
    return this.#leading
  }

  /**
   * Calls `lead` whenever this process is the leader, with a signal that aborts when it no longer is. Returns when
   * `signal` aborts: the lease is given back then, so that another one takes over at once.
   */
  async run(signal: AbortSignal, lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { timers, log, identity } = this.#options
    while (!signal.aborted) {
      if (await this.#try()) {
        this.#leading = true
        log.info('leading', { identity })
        const lost = new AbortController()
        const ended = new AbortController()
        const renewing = this.#renew(AbortSignal.any([signal, ended.signal]), lost)
        try {
          await lead(AbortSignal.any([signal, lost.signal]))
        } finally {
          ended.abort()
          await renewing
          this.#leading = false
          if (!lost.signal.aborted) await this.#release()
        }
        log.info('no longer leading', { identity })
      }
      await timers.sleep(RETRY_MS * (1 + RETRY_JITTER * timers.next()), signal)
    }
  }

  async #renew(signal: AbortSignal, lost: AbortController): Promise<void> {
    const { timers, log } = this.#options
    let renewedAt = timers.monotonic()
    while (!lost.signal.aborted) {
      await timers.sleep(RETRY_MS, signal)
      if (signal.aborted) return
      const asked = timers.monotonic()
      if (await this.#tryUntil(renewedAt + RENEW_DEADLINE_MS)) renewedAt = asked
      else if (timers.monotonic() - renewedAt >= RENEW_DEADLINE_MS) {
        log.warn('the lease could not be renewed')
        lost.abort()
      }
    }
  }

  /** An attempt that is given up at the deadline, whether its requests have ended or not. */
  async #tryUntil(deadline: number): Promise<boolean> {
    const { timers } = this.#options
    const done = new AbortController()
    const late = timers.sleep(deadline - timers.monotonic(), done.signal).then(() => false)
    const outcome = await Promise.race([this.#try(), late])
    done.abort()
    return outcome
  }

  /** One attempt to get or to keep the lease; trouble of any kind is a no. */
  async #try(): Promise<boolean> {
    try {
      return await this.#acquire()
    } catch (error) {
      if (!isKubernetesStatus(error, 409)) this.#options.log.warn('lease', { error: String(error) })
      return false
    }
  }

  async #acquire(): Promise<boolean> {
    const { identity, timers } = this.#options
    const lease = await this.#read()
    if (lease === undefined) {
      await this.#write('POST', this.#path, this.#mine({}))
      return true
    }
    const holder = lease.spec?.holderIdentity ?? ''
    const version = lease.metadata?.resourceVersion
    if (this.#seen?.version !== version) this.#seen = { version, at: timers.monotonic() }
    const duration = (lease.spec?.leaseDurationSeconds ?? 0) * 1000
    const taken = holder !== '' && holder !== identity
    if (taken && this.#seen !== undefined && timers.monotonic() < this.#seen.at + duration) return false
    await this.#write('PUT', `${this.#path}/${this.#options.name}`, this.#mine(lease))
    return true
  }

  async #read(): Promise<Lease | undefined> {
    const path = `${this.#path}/${this.#options.name}`
    try {
      return await this.#options.client.json<Lease>({ method: 'GET', path, ...ONCE })
    } catch (error) {
      if (isKubernetesStatus(error, 404)) return undefined
      throw error
    }
  }

  async #write(method: 'POST' | 'PUT', path: string, body: Lease): Promise<void> {
    await this.#options.client.json({ method, path, body, ...ONCE })
  }

  #mine(lease: Lease): Lease {
    const { identity, name, namespace, timers } = this.#options
    const now = microTime(timers.now())
    const before = lease.spec ?? {}
    const kept = before.holderIdentity === identity
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...lease.metadata, name, namespace },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: LEASE_MS / 1000,
        acquireTime: (kept ? before.acquireTime : undefined) ?? now,
        renewTime: now,
        leaseTransitions: (before.leaseTransitions ?? 0) + (kept ? 0 : 1),
      },
    }
  }

  /** Best effort: where it fails, the lease runs out by itself. */
  async #release(): Promise<void> {
    const { identity, timers, log } = this.#options
    try {
      const lease = await this.#read()
      if (lease?.spec?.holderIdentity !== identity) return
      const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(timers.now()) }
      await this.#write('PUT', `${this.#path}/${this.#options.name}`, { ...lease, spec })
    } catch (error) {
      log.warn('the lease was not given back', { error: String(error) })
    }
  }
}

/** One attempt, over well before the deadline: the loop around it is the retry. */
const ONCE = { retryBudgetMs: 0, timeoutMs: 3_000 } as const

const microTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z')
