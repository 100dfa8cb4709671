import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

/** Records what happens to a job's pods. */
export class RecordPodEvent extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, table, bus, podEvents } = platform
    super(scope, id, {
      name: 'record-pod-event',
      description: "sparkdrop: records what happens to a job's pods",
      context,
      timeout: TIMEOUTS.recordPodEvent,
      memorySize: 512,
      environment: { JOB_TABLE: table.tableName, EVENT_BUS: bus.eventBusName },
      statements: [useJobs(table), putEvents(bus, JOB_STATE_CHANGE.source)],
    })
    this.handler.addEventSource(new SqsEventSource(podEvents.queue, { batchSize: 10, reportBatchItemFailures: true }))
  }
}
