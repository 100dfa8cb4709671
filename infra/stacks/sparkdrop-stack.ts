import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { POD_EVENT } from '../../events/pod-event.ts'
import { AcceptUpload } from '../constructs/accept-upload.ts'
import { AccessLogBucket } from '../constructs/access-log-bucket.ts'
import { ClusterRoles } from '../constructs/cluster-roles.ts'
import { DropBucket } from '../constructs/drop-bucket.ts'
import { EventToQueue } from '../constructs/event-to-queue.ts'
import { JobBus } from '../constructs/job-bus.ts'
import { JobTable } from '../constructs/job-table.ts'
import type { Platform } from '../constructs/platform.ts'
import { Policy } from '../constructs/policy.ts'
import { ReconcileJobs } from '../constructs/reconcile-jobs.ts'
import { RecordPodEvent } from '../constructs/record-pod-event.ts'
import { SparkDefaults } from '../constructs/spark-defaults.ts'
import { StagingBucket } from '../constructs/staging-bucket.ts'
import { SubmitJob, uploadPath } from '../constructs/submit-job.ts'
import { TIMEOUTS } from '../constructs/timeouts.ts'
import { DeadLetterQueue, WorkQueue } from '../constructs/work-queue.ts'
import type { SparkdropContext } from '../context.ts'
import type { StackOutputs } from '../outputs.ts'

export interface SparkdropStackProps extends StackProps {
  readonly context: SparkdropContext
}

/** All of sparkdrop in one account and region: drop bucket to driver, and back by way of the bus. */
export class SparkdropStack extends Stack {
  constructor(scope: Construct, id: string, { context, ...props }: SparkdropStackProps) {
    super(scope, id, { description: 'sparkdrop: drop a jar in S3 and it runs on Spark, on Kubernetes', ...props })
    const platform = this.#platform(context)
    this.#routeEvents(platform)
    if (context.cluster.kind === 'eks') this.#clusterRoles(platform, context.cluster.name)
    const names = {
      AcceptUploadFunction: new AcceptUpload(this, 'AcceptUpload', platform),
      SubmitJobFunction: new SubmitJob(this, 'SubmitJob', platform),
      RecordPodEventFunction: new RecordPodEvent(this, 'RecordPodEvent', platform),
      ReconcileJobsFunction: new ReconcileJobs(this, 'ReconcileJobs', platform),
    }
    this.#output(platform, {
      AcceptUploadFunction: names.AcceptUploadFunction.handler.functionName,
      SubmitJobFunction: names.SubmitJobFunction.handler.functionName,
      RecordPodEventFunction: names.RecordPodEventFunction.handler.functionName,
      ReconcileJobsFunction: names.ReconcileJobsFunction.handler.functionName,
    })
  }

  #platform(context: SparkdropContext): Platform {
    const { removal } = context
    const accessLogs = new AccessLogBucket(this, 'AccessLogs', {
      removal,
      retention: Duration.days(context.logRetentionDays),
    })
    const drop = new DropBucket(this, 'Drop', { removal, accessLogs })
    const staging = new StagingBucket(this, 'Staging', { removal, accessLogs, expiryDays: context.stagingExpiryDays })
    return {
      context,
      drop,
      staging,
      table: new JobTable(this, 'Jobs', { removal }),
      bus: new JobBus(this, 'Bus', { archiveDays: context.eventArchiveDays }),
      uploads: new WorkQueue(this, 'UploadsQueue', { functionTimeout: TIMEOUTS.acceptUpload }),
      jobs: new WorkQueue(this, 'JobsQueue', { functionTimeout: TIMEOUTS.submitJob }),
      podEvents: new WorkQueue(this, 'PodEventsQueue', { functionTimeout: TIMEOUTS.recordPodEvent }),
      undelivered: new DeadLetterQueue(this, 'UndeliveredEvents'),
      sparkDefaults: new SparkDefaults(this, 'SparkDefaults', context),
      policy: new Policy(this, 'Policy', {
        context,
        dropBucket: drop.bucketName,
        uploadPath: uploadPath({ staging, context }),
      }),
    }
  }

  #routeEvents({ drop, uploads, bus, podEvents, undelivered }: Platform): void {
    new EventToQueue(this, 'Dropped', {
      description: 'sparkdrop: what is dropped goes to accept-upload',
      pattern: { source: ['aws.s3'], detailType: ['Object Created'], detail: { bucket: { name: [drop.bucketName] } } },
      to: uploads,
      undelivered,
    })
    new EventToQueue(this, 'PodEvents', {
      description: 'sparkdrop: what happens to pods goes to record-pod-event',
      bus,
      pattern: { source: [POD_EVENT.source], detailType: [POD_EVENT.driver, POD_EVENT.executors] },
      to: podEvents,
      undelivered,
    })
  }

  #clusterRoles({ context, bus, staging }: Platform, clusterName: string): void {
    const { forwarder, driver } = new ClusterRoles(this, 'ClusterRoles', { clusterName, context, bus, staging })
    new CfnOutput(this, 'ForwarderRole', { value: forwarder.role.roleArn })
    new CfnOutput(this, 'DriverRole', { value: driver.role.roleArn })
  }

  #output(platform: Platform, functions: Pick<StackOutputs, `${string}Function` & keyof StackOutputs>): void {
    const { drop, staging, uploads, jobs, podEvents, undelivered, table, bus } = platform
    const outputs: StackOutputs = {
      DropBucket: drop.bucketName,
      StagingBucket: staging.bucketName,
      UploadPath: uploadPath(platform),
      UploadsQueueUrl: uploads.queue.queueUrl,
      UploadsDeadLettersUrl: uploads.deadLetters.queueUrl,
      JobsQueueUrl: jobs.queue.queueUrl,
      JobsDeadLettersUrl: jobs.deadLetters.queueUrl,
      PodEventsQueueUrl: podEvents.queue.queueUrl,
      PodEventsDeadLettersUrl: podEvents.deadLetters.queueUrl,
      UndeliveredEventsUrl: undelivered.queueUrl,
      JobTable: table.tableName,
      EventBusName: bus.eventBusName,
      ...functions,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
