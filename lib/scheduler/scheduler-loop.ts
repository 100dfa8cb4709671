import type { Clock } from '../ports/clock.ts'
import type { Pod } from '../ports/kubernetes-types.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { BuildExecutor } from './executor/executor-builder.ts'
import type { ExecutorCluster } from './executor-cluster.ts'
import type { ExecutorObserver } from './executor-observer.ts'
import type { ResourceProfile } from './resource-profile.ts'
import type { SchedulerSettings } from './scheduler-settings.ts'
import type { SparkBackend } from './spark-backend.ts'
import type { Timers } from './timers.ts'

export type { SparkBackend, Timers }

/** What the loop works with. */
export interface SchedulerLoopDeps {
  readonly cluster: ExecutorCluster
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  readonly build: BuildExecutor
  readonly backend: SparkBackend
  readonly settings: SchedulerSettings
  /** Whose name ends in the label `spark-app-selector` of every executor. */
  readonly appId: string
  /** The pod that owns the executors; absent in client mode outside of the cluster. */
  readonly driverPod?: Pod
  /**
   * What to do with executors that are there already: `sweep` where they are an earlier driver's, which nobody can use;
   * `adopt` where they are this driver's, and only the loop was started again.
   */
  readonly previous: 'sweep' | 'adopt'
  /** The least id to give, where Spark knows of more than the cluster shows; default 1. */
  readonly firstId?: number
  /**
   * Who sees to executors that ended or got lost, deletes their pods, counts failures and tells Spark: the loop itself, or
   * an observer, such as Spark's own lifecycle manager.
   */
  readonly lifecycle: 'loop' | ExecutorObserver
}

/** Keeps the executor pods of one application at what Spark asks for. */
export interface SchedulerLoop {
  /** How many executors there shall be of each profile; a profile that is not named keeps its number. */
  setTargets(targets: ReadonlyMap<ResourceProfile, number>): void
  /** Which executors are registered with Spark. */
  setKnown(ids: ReadonlySet<number>): void
  /** Labels executors that Spark lets go, and deletes their pods where they have not ended after the grace period. */
  release(ids: readonly number[]): void
  /** Creates no more, deletes the executors (unless they are to stay after they ended), and resolves when that is done. */
  stop(): Promise<void>
}
