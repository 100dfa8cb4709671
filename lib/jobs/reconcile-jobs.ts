import type { AdmitJob } from './admission/admit-job.ts'
import type { Slots } from './admission/change-roster.ts'
import { settleRoster } from './admission/settle-roster.ts'
import { type Clusters, clusterOf } from './clusters/clusters.ts'
import type { Job } from './job.ts'
import { isTerminal } from './phase-rank.ts'
import { type CleanJob, cleanJob } from './reconcile/clean-job.ts'
import { inParallel } from './reconcile/in-parallel.ts'
import { type Place, Places } from './reconcile/places.ts'
import { type ReconcileJob, reconcileJob } from './reconcile/reconcile-job.ts'
import { sendAgain } from './reconcile/send-again.ts'
import { isStray, removeStray } from './reconcile/stray-driver.ts'
import { sweepOrphans } from './reconcile/sweep-orphans.ts'
import type { TimeLeft } from './reconcile/time-left.ts'
import { timestamp } from './timestamp.ts'

export interface ReconcileJobs extends Omit<CleanJob, 'clusterOf'>, AdmitJob, Pick<ReconcileJob, 'timeLimits'> {
  readonly slots: Slots
  readonly clusters: Clusters
  readonly time: TimeLeft
}

export interface Reconciliation {
  /** Open jobs that were looked at. */
  readonly checked: number
  /** Jobs of which the record was not what the cluster says, or for which something was to be done. */
  readonly repaired: number
  /** Jobs and namespaces that could not be seen to. */
  readonly failed: number
  /** Driver pods that no job of the table accounts for, and that are left alone. */
  readonly unknown: number
  /** Whether all was gone through; else the rest is for the next run. */
  readonly finished: boolean
}

const AT_ONCE = 20
const MINUTE_MS = 60_000
/** Minutes between two looks at what is Kubernetes' own to collect. */
const ORPHANS_EVERY = 10

/** What is kept of each open job until all were met: thousands of them have to fit. */
const withoutBulk = (job: Job): Job => ({
  ...job,
  history: job.history.slice(-1),
  ...(job.request ? { request: { ...job.request, args: [], conf: {} } } : {}),
})

/** One run. */
class Round {
  readonly #deps: CleanJob & ReconcileJobs
  readonly #places: Places
  readonly #open: Job[] = []
  checked = 0
  repaired = 0
  failed = 0
  unknown = 0

  constructor(deps: ReconcileJobs) {
    this.#deps = { ...deps, clusterOf: clusterOf(deps.clusters) }
    this.#places = new Places(deps.clusters)
  }

  /** Everything that is due, open or ended. */
  due(): Promise<boolean> {
    const { store, clock } = this.#deps
    return this.#each(store.listDue(timestamp(clock)), async (job) => {
      const place = this.#places.of(job)
      const did = isTerminal(job.state)
        ? await cleanJob(this.#deps, job)
        : await sendAgain(this.#deps, job, (await place.drivers()).byJob.has(job.jobId))
      if (did) this.repaired++
    })
  }

  /** Every job that has not ended, by the driver pods of its namespace. */
  open(): Promise<boolean> {
    const { store, clock } = this.#deps
    return this.#each(store.listOpen(Math.floor(clock.now() / MINUTE_MS)), async (job) => {
      this.checked++
      this.#open.push(withoutBulk(job))
      const drivers = await this.#places.of(job).meet(job)
      if (await reconcileJob(this.#deps, job, drivers)) this.repaired++
    })
  }

  /** Who runs and who waits, where limits hold: only where every open job was met. */
  async rosters(): Promise<void> {
    for (const [namespace, jobs] of Map.groupBy(this.#open, (job) => job.namespace))
      await this.#attempt({ namespace }, () => settleRoster(this.#deps, namespace, jobs))
  }

  /** The driver pods that are left over: only where every open job was met. */
  async strays(): Promise<void> {
    for (const place of this.#places.all) {
      if (this.#deps.time.isOver()) return
      await this.#attempt({ namespace: place.namespace }, () => this.#straysIn(place))
    }
  }

  /** What drivers owned that are gone, and the garbage collector did not come to. */
  async orphans(): Promise<void> {
    if (Math.floor(this.#deps.clock.now() / MINUTE_MS) % ORPHANS_EVERY !== 0) return
    for (const place of this.#places.all) {
      if (this.#deps.time.isOver()) return
      await this.#attempt({ namespace: place.namespace }, async () => {
        this.repaired += await sweepOrphans(this.#deps, place)
      })
    }
  }

  async #straysIn(place: Place): Promise<void> {
    const now = this.#deps.clock.now()
    const strays = (await place.unknown()).filter((pod) => isStray(pod, now))
    for (const pod of strays) {
      const found = await removeStray(this.#deps, await place.cluster(), pod)
      if (found === 'removed') this.repaired++
      if (found === 'unknown') this.unknown++
    }
  }

  #each(jobs: AsyncIterable<Job>, work: (job: Job) => Promise<void>): Promise<boolean> {
    return inParallel(jobs, AT_ONCE, this.#deps.time, (job) => this.#attempt({ jobId: job.jobId }, () => work(job)))
  }

  /** What fails for one keeps nothing from the others: the next run comes to it again. */
  async #attempt(about: { readonly jobId?: string; readonly namespace?: string }, work: () => Promise<void>) {
    try {
      await work()
    } catch (error) {
      this.failed++
      this.#deps.log.error('could not be reconciled', { ...about, told: (error as Error).message })
    }
  }
}

/**
 * Compares the table with the clusters and does what no event did: records what became of drivers, ends what takes too
 * long or was to be ended, sends on what is due or stopped half way, lets in who waits for room, and cleans up after
 * ended jobs. Safe to run twice at once and to die anywhere, since every write is conditional and every deletion by uid.
 * Ends in time, and begins elsewhere in the next minute.
 *
 * @throws TransientError where the table does not answer
 */
export const reconcileJobs = async (deps: ReconcileJobs): Promise<Reconciliation> => {
  const round = new Round(deps)
  const due = await round.due()
  const open = await round.open()
  if (open) await round.rosters()
  if (open) await round.strays()
  if (open) await round.orphans()
  const { checked, repaired, failed, unknown } = round
  const reconciliation = { checked, repaired, failed, unknown, finished: due && open && !deps.time.isOver() }
  deps.log.info('jobs reconciled', { ...reconciliation })
  return reconciliation
}
