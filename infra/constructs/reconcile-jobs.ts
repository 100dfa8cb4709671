import { Duration } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import { ClusterAccess, clusterVariables } from './cluster-access.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { putEvents, queryOpenJobs, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'
import { stagedKeys, uploadPath } from './upload-place.ts'

/** Compares the table with the cluster every minute, and repairs what no event told. */
export class ReconcileJobs extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, staging, table, jobs, bus, schedules, undelivered } = platform
    const staged = stagedKeys(platform)
    super(scope, id, {
      name: 'reconcile-jobs',
      description: 'sparkdrop: compares the job table with the cluster, and repairs',
      context,
      timeout: TIMEOUTS.reconcileJobs,
      memorySize: 512,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
        UPLOAD_PATH: uploadPath(platform),
        KEEP_PODS_SECONDS: String(context.keepFor.podSeconds),
        KEEP_STAGED_SECONDS: String(context.keepFor.stagedSeconds),
        TIME_LIMITS: JSON.stringify(context.timeouts),
        ...clusterVariables(context),
        RUNNING_JOBS: JSON.stringify(context.runningJobs),
        ...schedules.environment,
      },
      statements: [
        useJobs(table),
        queryOpenJobs(table),
        send(jobs.queue),
        putEvents(bus, JOB_STATE_CHANGE.source),
        // The copies of jobs that have ended.
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [staging.bucketArn],
          conditions: { StringLike: { 's3:prefix': staged } },
        }),
        new PolicyStatement({ actions: ['s3:DeleteObject'], resources: [staging.arnForObjects(staged)] }),
      ],
    })
    acknowledgeObjectsOf(this, staging, staged, 'The names of the copies are derived from the job, below one prefix.')
    schedules.letManage(this.role)
    new ClusterAccess(this, 'ClusterAccess', { clusters: context.clusters, role: this.role })
    // The next minute tries again by itself: a failed run, or one that could not start in time, is only kept to be seen.
    this.handler.configureAsyncInvoke({
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      onFailure: new SqsDestination(undelivered),
    })
    new Rule(this, 'EveryMinute', {
      description: 'sparkdrop: wakes reconcile-jobs',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        new LambdaFunction(this.handler, {
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
          deadLetterQueue: undelivered,
        }),
      ],
    })
  }
}
