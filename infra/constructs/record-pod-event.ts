import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

/** Records what happens to a job's pods. */
export class RecordPodEvent extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, table, jobs, bus, podEvents } = platform
    super(scope, id, {
      name: 'record-pod-event',
      description: "sparkdrop: records what happens to a job's pods",
      context,
      timeout: TIMEOUTS.recordPodEvent,
      memorySize: 512,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
      },
      // A run that failed may have another, of which the queue reminds.
      statements: [useJobs(table), send(jobs.queue), putEvents(bus, JOB_STATE_CHANGE.source)],
    })
    podEvents.feed(this, { batchSize: 10 })
  }
}
