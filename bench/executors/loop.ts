import { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import type { Log } from '../../lib/ports/log.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import type { SchedulerLoop } from '../../lib/scheduler/scheduler-loop.ts'
import { schedulerSettings } from '../../lib/scheduler/scheduler-settings.ts'
import { startSchedulerLoop } from '../../lib/scheduler/start-scheduler-loop.ts'
import { type Application, buildWithoutDriver, driverConf } from './applications.ts'

const say = (message: string, fields: unknown = {}): void => console.error(message, fields)

const log: Log = { debug: () => {}, info: () => {}, warn: say, error: say }

/** The loop with a Spark that agrees to everything. */
export const startLoop = (client: RestClient, application: Application, appId: string): SchedulerLoop => {
  const loop = startSchedulerLoop({
    cluster: new RestExecutorCluster(client),
    clock: systemTimers,
    timers: systemTimers,
    random: systemTimers,
    log,
    build: buildWithoutDriver(application, appId),
    backend: {
      deleting: async () => {},
      removed: () => {},
      fail: (reason) => {
        throw new Error(reason)
      },
    },
    settings: schedulerSettings(
      SparkConf.of({ ...driverConf(application), 'spark.executor.maxNumFailures': '1000000' }),
    ),
    appId,
    previous: 'sweep',
    lifecycle: 'loop',
  })
  loop.setTargets(new Map([[DEFAULT_PROFILE, application.executors]]))
  return loop
}
