import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import { ClusterAccess, clusterVariables } from './cluster-access.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, readParameters, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'
import { stagedKeys, uploadPath } from './upload-place.ts'

/** Stages a job's files and creates its driver. */
export class SubmitJob extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, drop, staging, table, jobs, bus, sparkDefaults, policy } = platform
    const staged = stagedKeys(platform)
    super(scope, id, {
      name: 'submit-job',
      description: "sparkdrop: stages a job's files and creates its driver",
      context,
      timeout: TIMEOUTS.submitJob,
      memorySize: 1024,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
        UPLOAD_PATH: uploadPath(platform),
        SPARK_DEFAULTS: sparkDefaults.parameterName,
        POLICY: policy.parameterName,
        ...clusterVariables(context),
        RUNNING_JOBS: JSON.stringify(context.runningJobs),
      },
      statements: [
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [drop.arnForObjects('*')],
        }),
        // Globs are resolved by listing; and without it S3 answers 403 instead of 404 for an object that is gone.
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [drop.bucketArn] }),
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [staging.bucketArn],
          conditions: { StringLike: { 's3:prefix': staged } },
        }),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
          resources: [staging.arnForObjects(staged)],
        }),
        useJobs(table),
        // A submission that failed reminds itself.
        send(jobs.queue),
        putEvents(bus, JOB_STATE_CHANGE.source),
        readParameters(sparkDefaults, policy),
      ],
    })
    acknowledgeObjectsOf(this, drop, '*', 'A job may name any file that was dropped.')
    acknowledgeObjectsOf(this, staging, staged, 'The names of the copies are derived from the job, below one prefix.')
    new ClusterAccess(this, 'ClusterAccess', { clusters: context.clusters, role: this.role })
    jobs.feed(this, {
      batchSize: 5,
      // It spares the API server as reserved concurrency would, but leaves the messages in the queue instead of
      // throttling the function, which counts as a failed try of each message.
      maxConcurrency: context.submitConcurrency,
    })
  }
}
