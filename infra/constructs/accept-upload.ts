import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, readParameters, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

/** Makes a job of what was dropped. */
export class AcceptUpload extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, drop, table, jobs, bus, uploads, policy } = platform
    super(scope, id, {
      name: 'accept-upload',
      description: 'sparkdrop: makes a job of a dropped file',
      context,
      timeout: TIMEOUTS.acceptUpload,
      memorySize: 512,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
        POLICY: policy.parameterName,
      },
      statements: [
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [drop.arnForObjects('*')],
        }),
        // Without it S3 answers 403 instead of 404 for an object that is gone.
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [drop.bucketArn] }),
        useJobs(table),
        send(jobs.queue),
        putEvents(bus, JOB_STATE_CHANGE.source),
        readParameters(policy),
      ],
    })
    acknowledgeObjectsOf(this, drop, '*', 'Anything in the drop bucket may be a job.')
    uploads.feed(this, { batchSize: 10 })
  }
}
