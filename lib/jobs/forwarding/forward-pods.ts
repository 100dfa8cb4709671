import { type DriverPod, LABELS, POD_EVENT, type PodWarning } from '../../../events/pod-event.ts'
import type { Clock } from '../../ports/clock.ts'
import { timestamp } from '../timestamp.ts'
import { hasEnded, significanceOf } from './driver-change.ts'
import { concerns, isTold, sayTheSame } from './driver-warning.ts'
import { type AppKey, ExecutorTally, keyOf } from './executor-tally.ts'
import { wantsLogTail } from './log-tail.ts'
import type { Outbox } from './outbox.ts'
import type { PodEvent } from './pod-event-publisher.ts'
import type { DriverView, ExecutorView, PodView } from './pod-view.ts'
import type { WarningView } from './warning-view.ts'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

export interface ForwardPodsOptions {
  /** How the cluster is called in events. */
  readonly cluster: string
  readonly clock: Clock
  readonly outbox: Outbox
  /** The end of a driver's log; whatever hinders it is undefined. */
  readonly readLogTail: (pod: DriverPod) => Promise<string | undefined>
}

interface Driver {
  view: DriverView
  significance: string
  logTail: { text?: string } | undefined
  /** The last one only. */
  warning?: PodWarning
  /** Monotonic milliseconds: when it was last told of because of a warning. */
  warnedAt?: number
}

/** Executors come and go in dozens: their counts are told once for all that changed within this time. */
const SUMMARY_DELAY_MS = 200
/** Some warnings are never twice the same, as they name what was tried: so often is enough. They are repeated while they hold. */
const BETWEEN_WARNINGS_MS = 60_000

const driverKey = (uid: string): string => `driver ${uid}`
const appKey = (key: AppKey): string => `executors ${keyOf(key)}`

/**
 * Turns what a cluster's pods do into what is said on the bus: each change of a driver that matters, and how many
 * executors each application has. After a relist all of it is said again, behind what is new.
 */
export class ForwardPods {
  readonly #options: ForwardPodsOptions
  readonly #drivers = new Map<string, Driver>()
  readonly #tally = new ExecutorTally()
  /** The driver of an application, and its job: kept until the last of its executors is gone. */
  readonly #driverOf = new Map<string, { readonly uid: string; readonly jobId: string | undefined }>()

  constructor(options: ForwardPodsOptions) {
    this.#options = options
  }

  get counts(): { readonly drivers: number; readonly executors: number } {
    return { drivers: this.#drivers.size, executors: this.#tally.size }
  }

  /** All pods there are. */
  replaced(views: readonly (PodView | undefined)[]): void {
    const drivers = views.filter((view): view is DriverView => view?.role === 'driver')
    const now = new Set(drivers.map(({ uid }) => uid))
    for (const { view } of [...this.#drivers.values()]) if (!now.has(view.uid)) this.#driverGone(view)
    for (const view of drivers) this.#driverSeen(view, true)
    this.#tally.replace(views.filter((view): view is ExecutorView => view?.role === 'executor'))
    for (const app of this.#tally.apps) this.#summarise(app, false)
  }

  /** One pod changed. */
  changed(type: ChangeType, view: PodView | undefined): void {
    if (view?.role === 'driver') {
      if (type === 'DELETED') this.#driverGone(view)
      else this.#driverSeen(view, false)
    } else if (view?.role === 'executor') {
      const isNews = type === 'DELETED' ? this.#tally.remove(view) : this.#tally.set(view)
      if (isNews) this.#summarise(view, true)
    }
  }

  /** True for a driver that is there: warnings about other pods are of no use. */
  hasDriver(uid: string): boolean {
    return this.#drivers.has(uid)
  }

  /** Kubernetes warned of a pod. Told where it says something new of a driver that waits or is to end, at most once a minute for each. */
  warned({ uid, ...warning }: WarningView): void {
    const driver = this.#drivers.get(uid)
    if (driver === undefined || !isTold(driver.view.pod, warning, driver.warning)) return
    const before = driver.warning
    driver.warning = warning
    if (sayTheSame(warning, before)) return
    const now = this.#options.clock.monotonic()
    if (driver.warnedAt !== undefined && now - driver.warnedAt < BETWEEN_WARNINGS_MS) return
    driver.warnedAt = now
    this.#sayDriver(driver, 'MODIFIED', true)
  }

  #driverSeen(view: DriverView, sayAgain: boolean): void {
    const significance = significanceOf(view.pod)
    const before = this.#drivers.get(view.uid)
    const driver: Driver = before ?? { view, significance, logTail: undefined }
    const isNews = before?.significance !== significance || before === undefined
    driver.view = view
    driver.significance = significance
    if (driver.warning && !concerns(view.pod, driver.warning)) delete driver.warning
    this.#drivers.set(view.uid, driver)
    this.#noteDriver(view)
    if (!isNews && !sayAgain) return
    this.#sayDriver(driver, before === undefined ? 'ADDED' : 'MODIFIED', isNews)
    this.#attachLogTail(driver)
  }

  #noteDriver({ namespace, sparkAppId, uid, pod }: DriverView): void {
    if (sparkAppId === undefined) return
    const jobId = pod.metadata.labels?.[LABELS.jobId]
    this.#driverOf.set(keyOf({ namespace, sparkAppId }), { uid, jobId })
  }

  #driverGone(view: DriverView): void {
    const driver = this.#drivers.get(view.uid) ?? { view, significance: '', logTail: undefined }
    driver.view = view
    this.#drivers.delete(view.uid)
    this.#sayDriver(driver, 'DELETED', true)
    const { namespace, sparkAppId } = view
    if (sparkAppId === undefined) return
    const app = { namespace, sparkAppId }
    if (this.#driverOf.get(keyOf(app))?.uid === view.uid && this.#tally.isEmpty(app)) this.#forget(app)
  }

  #sayDriver(driver: Driver, type: ChangeType, urgent: boolean): void {
    const { cluster, clock, outbox } = this.#options
    const { uid, pod } = driver.view
    const { warning } = driver
    const observedAt = clock.now()
    const build = (): PodEvent => ({
      detailType: POD_EVENT.driver,
      detail: {
        version: 1,
        cluster,
        type,
        pod,
        ...(driver.logTail?.text === undefined || !hasEnded(pod) ? {} : { logTail: driver.logTail.text }),
        ...(warning === undefined ? {} : { warning }),
        observedAt: new Date(observedAt).toISOString(),
      },
    })
    const final = type === 'DELETED' || hasEnded(pod)
    outbox.put({ key: driverKey(uid), final, observedAt, build }, { urgent })
  }

  /** Reads the end of the log once, and lets what is to be said of the driver wait for it. */
  #attachLogTail(driver: Driver): void {
    const { outbox, clock, readLogTail } = this.#options
    if (driver.logTail !== undefined || !wantsLogTail(driver.view.pod, clock.now())) return
    driver.logTail = {}
    const key = driverKey(driver.view.uid)
    outbox.hold(key)
    void readLogTail(driver.view.pod)
      .then((text) => {
        if (text !== undefined) driver.logTail = { text }
      })
      .finally(() => outbox.release(key))
  }

  #summarise(app: AppKey, urgent: boolean): void {
    const { clock, outbox } = this.#options
    const { namespace, sparkAppId } = app
    const observedAt = clock.now()
    const build = (): PodEvent => this.#summary({ namespace, sparkAppId })
    const notBefore = clock.monotonic() + SUMMARY_DELAY_MS
    outbox.put({ key: appKey(app), final: false, observedAt, build }, { urgent, notBefore })
  }

  /** Made when its turn has come, so that it holds the counts of that moment. */
  #summary(app: AppKey): PodEvent {
    const { cluster, clock } = this.#options
    const { uid = '', jobId } = this.#driverOf.get(keyOf(app)) ?? {}
    const counts = this.#tally.count(app)
    if (!this.#drivers.has(uid) && this.#tally.isEmpty(app)) this.#forget(app)
    const observedAt = timestamp(clock)
    return {
      detailType: POD_EVENT.executors,
      detail: { version: 1, cluster, ...app, ...(jobId === undefined ? {} : { jobId }), ...counts, observedAt },
    }
  }

  #forget(app: AppKey): void {
    this.#tally.forget(app)
    this.#driverOf.delete(keyOf(app))
  }
}
