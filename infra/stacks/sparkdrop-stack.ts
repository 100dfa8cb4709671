import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { POD_EVENT } from '../../events/pod-event.ts'
import manifest from '../../package.json' with { type: 'json' }
import { AcceptMessage } from '../constructs/accept-message.ts'
import { AcceptSchedule } from '../constructs/accept-schedule.ts'
import { AcceptUpload } from '../constructs/accept-upload.ts'
import { AccessLogBucket } from '../constructs/access-log-bucket.ts'
import { Api } from '../constructs/api.ts'
import { ClusterRoles } from '../constructs/cluster-roles.ts'
import { DropBucket, dropped } from '../constructs/drop-bucket.ts'
import { EventToQueue } from '../constructs/event-to-queue.ts'
import { JobBus } from '../constructs/job-bus.ts'
import { JobTable } from '../constructs/job-table.ts'
import { Notifications } from '../constructs/notifications.ts'
import type { Platform } from '../constructs/platform.ts'
import { Policy } from '../constructs/policy.ts'
import { ReconcileJobs } from '../constructs/reconcile-jobs.ts'
import { RecordPodEvent } from '../constructs/record-pod-event.ts'
import { Schedules } from '../constructs/schedules.ts'
import { SparkDefaults } from '../constructs/spark-defaults.ts'
import { StagingBucket } from '../constructs/staging-bucket.ts'
import { SubmitJob } from '../constructs/submit-job.ts'
import { TIMEOUTS } from '../constructs/timeouts.ts'
import { uploadPath } from '../constructs/upload-place.ts'
import { DeadLetterQueue, WorkQueue } from '../constructs/work-queue.ts'
import { WriteReceipt } from '../constructs/write-receipt.ts'
import type { SparkdropContext } from '../context.ts'
import { Monitoring } from '../monitoring/monitoring.ts'
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
    const notifications = new Notifications(this, 'Notifications', platform)
    this.#clusterRoles(platform)
    const names = {
      ApiFunction: new Api(this, 'Api', platform),
      AcceptUploadFunction: new AcceptUpload(this, 'AcceptUpload', platform),
      AcceptMessageFunction: new AcceptMessage(this, 'AcceptMessage', platform),
      AcceptScheduleFunction: new AcceptSchedule(this, 'AcceptSchedule', platform),
      SubmitJobFunction: new SubmitJob(this, 'SubmitJob', platform),
      RecordPodEventFunction: new RecordPodEvent(this, 'RecordPodEvent', platform),
      WriteReceiptFunction: new WriteReceipt(this, 'WriteReceipt', platform),
      ReconcileJobsFunction: new ReconcileJobs(this, 'ReconcileJobs', platform),
    }
    new Monitoring(this, 'Monitoring', {
      platform,
      functions: Object.values(names),
      api: names.ApiFunction,
      reconcile: names.ReconcileJobsFunction,
      notifications: notifications.topic,
    })
    this.#output(platform, {
      NotificationsTopicArn: notifications.topic.topicArn,
      ApiUrl: names.ApiFunction.url,
      ApiFunction: names.ApiFunction.handler.functionName,
      AcceptUploadFunction: names.AcceptUploadFunction.handler.functionName,
      AcceptMessageFunction: names.AcceptMessageFunction.handler.functionName,
      AcceptScheduleFunction: names.AcceptScheduleFunction.handler.functionName,
      SubmitJobFunction: names.SubmitJobFunction.handler.functionName,
      RecordPodEventFunction: names.RecordPodEventFunction.handler.functionName,
      WriteReceiptFunction: names.WriteReceiptFunction.handler.functionName,
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
      requests: new WorkQueue(this, 'RequestsQueue', { functionTimeout: TIMEOUTS.acceptMessage }),
      jobs: new WorkQueue(this, 'JobsQueue', { functionTimeout: TIMEOUTS.submitJob }),
      receipts: new WorkQueue(this, 'ReceiptsQueue', { functionTimeout: TIMEOUTS.writeReceipt }),
      podEvents: new WorkQueue(this, 'PodEventsQueue', { functionTimeout: TIMEOUTS.recordPodEvent }),
      schedules: new Schedules(this, 'Schedules', context),
      undelivered: new DeadLetterQueue(this, 'UndeliveredEvents'),
      sparkDefaults: new SparkDefaults(this, 'SparkDefaults', context),
      policy: new Policy(this, 'Policy', {
        context,
        dropBucket: drop.bucketName,
        uploadPath: uploadPath({ staging, context }),
      }),
    }
  }

  #routeEvents({ drop, uploads, bus, podEvents, receipts, undelivered }: Platform): void {
    new EventToQueue(this, 'Dropped', {
      description: 'sparkdrop: what is dropped goes to accept-upload',
      pattern: dropped(drop),
      to: uploads,
      undelivered,
    })
    new EventToQueue(this, 'PodEvents', {
      description: 'sparkdrop: what happens to pods goes to record-pod-event',
      bus,
      pattern: {
        source: [POD_EVENT.source],
        detailType: [POD_EVENT.driver, POD_EVENT.executors, POD_EVENT.heartbeat],
      },
      to: podEvents,
      undelivered,
    })
    new EventToQueue(this, 'Receipts', {
      description: 'sparkdrop: what becomes of uploads goes to write-receipt',
      bus,
      pattern: {
        source: [JOB_STATE_CHANGE.source],
        detailType: [JOB_STATE_CHANGE.detailType],
        detail: { source: { kind: ['s3'] } },
      },
      to: receipts,
      undelivered,
    })
  }

  #clusterRoles({ context, bus, staging }: Platform): void {
    const clusterNames = context.clusters.filter(({ kind }) => kind === 'eks').map(({ name }) => name)
    if (clusterNames.length === 0) return
    const { forwarder, driver } = new ClusterRoles(this, 'ClusterRoles', { clusterNames, context, bus, staging })
    new CfnOutput(this, 'ForwarderRole', { value: forwarder.role.roleArn })
    new CfnOutput(this, 'DriverRole', { value: driver.role.roleArn })
  }

  #output(
    platform: Platform,
    functions: Pick<StackOutputs, ('ApiUrl' | 'NotificationsTopicArn' | `${string}Function`) & keyof StackOutputs>,
  ): void {
    const { drop, staging, uploads, requests, jobs, podEvents, receipts, schedules, undelivered, table, bus } = platform
    const outputs: StackOutputs = {
      Version: manifest.version,
      DropBucket: drop.bucketName,
      StagingBucket: staging.bucketName,
      UploadPath: uploadPath(platform),
      UploadsQueueUrl: uploads.queue.queueUrl,
      UploadsDeadLettersUrl: uploads.deadLetters.queueUrl,
      RequestsQueueUrl: requests.queue.queueUrl,
      RequestsDeadLettersUrl: requests.deadLetters.queueUrl,
      JobsQueueUrl: jobs.queue.queueUrl,
      JobsDeadLettersUrl: jobs.deadLetters.queueUrl,
      SchedulesQueueUrl: schedules.queue.queue.queueUrl,
      SchedulesQueueArn: schedules.queue.queue.queueArn,
      SchedulesDeadLettersUrl: schedules.queue.deadLetters.queueUrl,
      PodEventsQueueUrl: podEvents.queue.queueUrl,
      PodEventsDeadLettersUrl: podEvents.deadLetters.queueUrl,
      ReceiptsQueueUrl: receipts.queue.queueUrl,
      ReceiptsDeadLettersUrl: receipts.deadLetters.queueUrl,
      UndeliveredEventsUrl: undelivered.queueUrl,
      JobTable: table.tableName,
      EventBusName: bus.eventBusName,
      ...functions,
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value })
  }
}
