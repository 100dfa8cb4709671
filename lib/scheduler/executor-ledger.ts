import type { CreationOrder } from './executor-creator.ts'
import { type ExecutorPod, isFinal } from './executor-pod.ts'

/** Where an executor stands. Creating: nobody knows yet whether its pod exists. */
export type ExecutorStage = 'creating' | 'pending' | 'running'

/** One executor that exists or may exist: it takes one of the places that Spark asked for. */
export interface Executor {
  readonly id: number
  readonly profileId: number
  /** When it was asked for, or first seen, on the monotonic clock. */
  readonly since: number
  stage: ExecutorStage
  /** What is still to be created of it; absent once all is. */
  order?: CreationOrder
  /** On its way out: Spark is being told, or refuses it already. */
  doomed?: 'asked' | 'refused'
  /** When its deletion is asked for again. */
  deleteAt?: number
  /** Somebody deleted the pod, which is not gone yet. */
  terminating: boolean
}

/** What the sight of a pod changed: its place became free, its executor is new or stands elsewhere now, or nothing. */
export type Observation = 'freed' | 'moved' | 'same'

/** How many executors of one profile there are, by stage. */
export type StageCounts = Readonly<Record<ExecutorStage, number>>

const NONE: StageCounts = { creating: 0, pending: 0, running: 0 }

/**
 * Every executor that takes a place: from before its creation is sent until the API server says that it is gone, has
 * ended, or never was. No id is given twice, and none below one that was ever seen.
 */
export class ExecutorLedger {
  readonly #executors = new Map<number, Executor>()
  readonly #counts = new Map<number, StageCounts>()
  #nextId = 1
  /** Those that are registered with Spark. */
  known: ReadonlySet<number> = new Set()

  get nextId(): number {
    return this.#nextId
  }

  get size(): number {
    return this.#executors.size
  }

  get(id: number): Executor | undefined {
    return this.#executors.get(id)
  }

  all(): Iterable<Executor> {
    return this.#executors.values()
  }

  counts(profileId: number): StageCounts {
    return this.#counts.get(profileId) ?? NONE
  }

  /** Takes a place and the next id for an executor that is about to be created. */
  begin(profileId: number, order: CreationOrder, now: number): Executor {
    return this.#add({ id: this.#nextId, profileId, since: now, stage: 'creating', order, terminating: false })
  }

  /** Ids begin above this one. */
  passId(id: number): void {
    this.#nextId = Math.max(this.#nextId, id + 1)
  }

  /** Takes in what was seen of a pod. */
  observe(pod: ExecutorPod, now: number): Observation {
    this.passId(pod.id)
    if (isFinal(pod)) return this.drop(pod.id) ? 'freed' : 'same'
    const { id, profileId } = pod
    const stage = pod.phase === 'pending' ? 'pending' : 'running'
    const terminating = pod.deletedBy !== undefined
    const known = this.#executors.get(id)
    if (known === undefined) this.#add({ id, profileId, since: now, stage, terminating })
    else if (known.stage === stage && known.terminating === terminating) return 'same'
    else {
      known.terminating = terminating
      this.#move(known, stage)
    }
    return 'moved'
  }

  /** Gives the place free; true where there was one. */
  drop(id: number): boolean {
    const executor = this.#executors.get(id)
    if (executor === undefined) return false
    this.#executors.delete(id)
    this.#count(executor.profileId, executor.stage, -1)
    return true
  }

  #add(executor: Executor): Executor {
    this.passId(executor.id)
    this.#executors.set(executor.id, executor)
    this.#count(executor.profileId, executor.stage, 1)
    return executor
  }

  #move(executor: Executor, stage: ExecutorStage): void {
    if (executor.stage === stage) return
    this.#count(executor.profileId, executor.stage, -1)
    executor.stage = stage
    this.#count(executor.profileId, stage, 1)
  }

  #count(profileId: number, stage: ExecutorStage, change: number): void {
    const counts = this.counts(profileId)
    this.#counts.set(profileId, { ...counts, [stage]: counts[stage] + change })
  }
}
