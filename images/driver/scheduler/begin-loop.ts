import type { ClusterConnection } from '../../../lib/kubernetes/cluster-connection.ts'
import { NodeHttpTransport } from '../../../lib/kubernetes/http-transport.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../../lib/kubernetes/rest-executor-cluster.ts'
import { systemTimers } from '../../../lib/kubernetes/timers.ts'
import type { Log } from '../../../lib/ports/log.ts'
import { executorBuilder } from '../../../lib/scheduler/executor/executor-builder.ts'
import { executorTemplate } from '../../../lib/scheduler/executor/executor-template.ts'
import { schedulerSettings } from '../../../lib/scheduler/scheduler-settings.ts'
import { startSchedulerLoop } from '../../../lib/scheduler/start-scheduler-loop.ts'
import { applicationOf, type DriverSurroundings } from './application.ts'
import type { BeginLoop } from './serve-jvm.ts'

export interface LoopSurroundings extends DriverSurroundings {
  readonly log: Log
  readonly connect: (start: Parameters<BeginLoop>[0]) => Promise<ClusterConnection>
}

/** How many requests may be under way at once. */
const CONNECTIONS = 64

/** Begins the loop for the application that the JVM describes. */
export const beginLoop =
  (surroundings: LoopSurroundings): BeginLoop =>
  async (start, backend) => {
    const connection = await surroundings.connect(start)
    const transport = new NodeHttpTransport(connection, { maxConnections: CONNECTIONS })
    const application = await applicationOf(start, surroundings)
    for (const warning of executorTemplate(application).warnings) surroundings.log.warn(warning)
    const build = executorBuilder(application)
    return startSchedulerLoop({
      cluster: new RestExecutorCluster(new RestClient(connection, { transport })),
      clock: systemTimers,
      timers: systemTimers,
      random: systemTimers,
      log: surroundings.log,
      build: (id, profile) => {
        backend.creating(id)
        try {
          return build(id, profile)
        } catch (error) {
          // What this builder refuses Spark's own may take.
          backend.broken(error)
          throw error
        }
      },
      backend,
      settings: schedulerSettings(application.conf),
      appId: start.appId,
      ...(start.driverPod === undefined ? {} : { driverPod: start.driverPod }),
      previous: start.highestId === 0 ? 'sweep' : 'adopt',
      firstId: start.highestId + 1,
      lifecycle: backend,
    })
  }
