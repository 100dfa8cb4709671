import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { ClusterAccess, clusterVariables } from './cluster-access.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

/** Makes a job of a schedule that is due. */
export class AcceptSchedule extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, table, jobs, bus, schedules } = platform
    super(scope, id, {
      name: 'accept-schedule',
      description: 'sparkdrop: makes a job of a schedule that is due',
      context,
      timeout: TIMEOUTS.acceptSchedule,
      memorySize: 512,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
        SCHEDULE_TABLE: schedules.table.tableName,
        ...clusterVariables(context),
      },
      statements: [schedules.use(), useJobs(table), send(jobs.queue), putEvents(bus, JOB_STATE_CHANGE.source)],
    })
    // A run that replaces another ends its driver.
    new ClusterAccess(this, 'ClusterAccess', { clusters: context.clusters, role: this.role })
    schedules.queue.feed(this, { batchSize: 10 })
  }
}
