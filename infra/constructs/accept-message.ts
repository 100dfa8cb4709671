import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

/** Makes a job of a message that somebody sent. */
export class AcceptMessage extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, table, jobs, bus, requests } = platform
    super(scope, id, {
      name: 'accept-message',
      description: 'sparkdrop: makes a job of a message that somebody sent',
      context,
      timeout: TIMEOUTS.acceptMessage,
      memorySize: 512,
      environment: { JOB_TABLE: table.tableName, JOBS_QUEUE_URL: jobs.queue.queueUrl, EVENT_BUS: bus.eventBusName },
      statements: [useJobs(table), send(jobs.queue), putEvents(bus, JOB_STATE_CHANGE.source)],
    })
    requests.feed(this, { batchSize: 10 })
  }
}
