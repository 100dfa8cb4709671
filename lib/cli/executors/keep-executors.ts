import { InvalidJobError, TransientError } from '../../errors/sparkdrop-error.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { Log } from '../../ports/log.ts'
import { executorBuilder } from '../../scheduler/executor/executor-builder.ts'
import { UNOBSERVED } from '../../scheduler/executor-observer.ts'
import type { ExitReason } from '../../scheduler/exit-reason.ts'
import type { SchedulerLoop } from '../../scheduler/scheduler-loop.ts'
import { type SchedulerSettings, schedulerSettings } from '../../scheduler/scheduler-settings.ts'
import { startSchedulerLoop } from '../../scheduler/start-scheduler-loop.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import type { ObservedExecutorCluster } from './observed-cluster.ts'
import type { ExecutorsPlan } from './plan-executors.ts'

/** What the loop has to say that a person wants to know. */
function personsLog(surroundings: Surroundings): Log {
  const line = (message: string, fields: Parameters<Log['warn']>[1] = {}): string => {
    const error = fields['error']
    return error === undefined ? message : `${message}: ${error instanceof Error ? error.message : String(error)}`
  }
  return {
    debug: () => {},
    info: () => {},
    warn: (message, fields) => warn(surroundings, line(message, fields)),
    error: (message, fields) => warn(surroundings, line(message, fields)),
  }
}

/** In that time at least one of the executors that are wanted has to come to be. */
const PATIENCE_MS = 60_000

/** Breaks the promise when nothing is created for so long: the loop itself would go on for as long as its driver lives. */
function expectProgress(
  cluster: ObservedExecutorCluster,
  created: PromiseWithResolvers<void>,
  patienceMs: number,
): void {
  let before = cluster.creations
  const look = setInterval(() => {
    const { creations } = cluster
    if (creations === before) {
      const message = `the API server created nothing for ${patienceMs / 1000} s; the warnings before this say why`
      created.reject(new TransientError('EXECUTORS_STALLED', message))
    }
    before = creations
  }, patienceMs)
  look.unref()
  const end = () => clearInterval(look)
  created.promise.then(end, end)
}

const failure = (reason: string): InvalidJobError => new InvalidJobError('EXECUTORS_FAILED', reason)

/** How many executors the settings let there be at most while none of them runs. */
function attainable({ application, targets }: ExecutorsPlan): { readonly wanted: number; readonly most: number } {
  const { maxPendingPods, maxPendingPodsPerProfile, maximumId } = schedulerSettings(application.conf).allocation
  const counts = [...targets.values()]
  const pending = counts.reduce((sum, count) => sum + Math.min(count, maxPendingPodsPerProfile), 0)
  return {
    wanted: counts.reduce((sum, count) => sum + count, 0),
    most: Math.min(pending, maxPendingPods, maximumId),
  }
}

/** The loop with this plan's targets, and the promises that it breaks when the executors cannot be had. */
export interface KeptExecutors {
  readonly loop: SchedulerLoop
  /** Resolves once as many executors have been created as the settings allow; rejects where one is refused for good, or none comes to be. */
  readonly created: Promise<void>
  /** Never resolves; rejects where the loop gives up. */
  readonly failed: Promise<never>
}

/** The settings of a loop that leaves its executors as they are when it ends. */
const leaving = (settings: SchedulerSettings): SchedulerSettings => ({
  ...settings,
  lifecycle: { ...settings.lifecycle, deleteOnTermination: false },
})

/**
 * Starts the loop that creates the executors of a plan and keeps them.
 * @param leave whether they stay when the loop ends
 * @param patienceMs for how long nothing may be created while executors are missing, in milliseconds
 */
export function keepExecutors(
  plan: ExecutorsPlan,
  cluster: ObservedExecutorCluster,
  leave: boolean,
  surroundings: Surroundings,
  patienceMs = PATIENCE_MS,
): KeptExecutors {
  const { application, targets } = plan
  const { conf, appId, driverPod } = application
  const build = executorBuilder(application)
  const settings = schedulerSettings(conf)
  // The conf is read once more before anything is created, so that its errors are told as such.
  for (const profile of targets.keys()) build(1, profile)
  const { wanted, most } = attainable(plan)
  const created = Promise.withResolvers<void>()
  const failed = Promise.withResolvers<never>()
  cluster.observer = {
    created: (executors) => {
      if (executors < most) return
      if (most < wanted) warn(surroundings, `${most} of ${wanted} executors: no more may be pending at once`)
      created.resolve()
    },
    refused: created.reject,
  }
  expectProgress(cluster, created, patienceMs)
  const loop = startSchedulerLoop({
    cluster,
    clock: systemTimers,
    timers: systemTimers,
    random: systemTimers,
    log: personsLog(surroundings),
    build,
    backend: {
      deleting: async () => {},
      removed: (id: number, { message }: ExitReason) => say(surroundings, `executor ${id} is gone: ${message}`),
      fail: (reason) => failed.reject(failure(reason)),
    },
    settings: leave ? leaving(settings) : settings,
    appId,
    ...(driverPod === undefined ? {} : { driverPod }),
    previous: 'sweep',
    lifecycle: leave ? UNOBSERVED : 'loop',
  })
  loop.setTargets(targets)
  return { loop, created: created.promise, failed: failed.promise }
}
