import type { ExecutorPhase, ExecutorView } from './pod-view.ts'

/** Which application: ids are unique in a namespace at best. */
export interface AppKey {
  readonly namespace: string
  readonly sparkAppId: string
}

export type ExecutorCount = Record<ExecutorPhase, number> & { readonly started: number }

interface App extends AppKey {
  readonly live: Map<string, { readonly phase: ExecutorPhase; readonly hasRun: boolean }>
  /** Executors that ran and are gone: only counted, as an application may have had any number of them. */
  startedAndGone: number
}

export const keyOf = ({ namespace, sparkAppId }: AppKey): string => `${namespace}/${sparkAppId}`

/** The executors of all applications, each pod once by its uid, however often it is told. */
export class ExecutorTally {
  readonly #apps = new Map<string, App>()

  /** @returns whether the application's counts are others now */
  set(view: ExecutorView): boolean {
    const app = this.#app(view)
    const before = app.live.get(view.uid)
    const hasRun = view.hasRun || (before?.hasRun ?? false)
    app.live.set(view.uid, { phase: view.phase, hasRun })
    return before?.phase !== view.phase || before.hasRun !== hasRun
  }

  /** @returns whether the application's counts are others now */
  remove(view: ExecutorView): boolean {
    const app = this.#apps.get(keyOf(view))
    const known = app?.live.get(view.uid)
    if (app === undefined || known === undefined) return false
    app.live.delete(view.uid)
    if (known.hasRun || view.hasRun) app.startedAndGone++
    return true
  }

  /** All executors there are; those that were known and are not among them are gone. */
  replace(views: readonly ExecutorView[]): void {
    const now = new Set(views.map(({ uid }) => uid))
    for (const app of this.#apps.values()) {
      for (const [uid, { phase, hasRun }] of app.live) {
        const { namespace, sparkAppId } = app
        if (!now.has(uid)) this.remove({ role: 'executor', namespace, sparkAppId, uid, phase, hasRun })
      }
    }
    for (const view of views) this.set(view)
  }

  count(key: AppKey): ExecutorCount {
    const app = this.#apps.get(keyOf(key))
    const count = { pending: 0, running: 0, succeeded: 0, failed: 0, started: app?.startedAndGone ?? 0 }
    for (const { phase, hasRun } of app?.live.values() ?? []) {
      count[phase]++
      if (hasRun) count.started++
    }
    return count
  }

  get apps(): readonly AppKey[] {
    return [...this.#apps.values()]
  }

  get size(): number {
    return [...this.#apps.values()].reduce((sum, app) => sum + app.live.size, 0)
  }

  isEmpty(key: AppKey): boolean {
    return (this.#apps.get(keyOf(key))?.live.size ?? 0) === 0
  }

  /** Forgets an application, so that what is kept is bounded by the pods that there are. */
  forget(key: AppKey): void {
    this.#apps.delete(keyOf(key))
  }

  #app({ namespace, sparkAppId }: AppKey): App {
    const key = keyOf({ namespace, sparkAppId })
    const app = this.#apps.get(key) ?? { namespace, sparkAppId, live: new Map(), startedAndGone: 0 }
    this.#apps.set(key, app)
    return app
  }
}
