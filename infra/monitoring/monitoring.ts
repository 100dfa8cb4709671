import { Stack } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IAlarmAction, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Rule } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Api } from '../constructs/api.ts'
import type { Platform } from '../constructs/platform.ts'
import type { SparkdropFunction } from '../constructs/sparkdrop-function.ts'
import type { WorkQueue } from '../constructs/work-queue.ts'
import { type AlarmSpec, runbookLink } from './alarm-spec.ts'
import { apiAlarms } from './api-alarms.ts'
import { eventAlarms } from './event-alarms.ts'
import { functionAlarms } from './function-alarms.ts'
import { OperatorsDashboard } from './operators-dashboard.ts'
import { OwnMetrics } from './own-metrics.ts'
import { podEventAlarms } from './pod-event-alarms.ts'
import { queueAlarms } from './queue-alarms.ts'
import { reconcileAlarms } from './reconcile-alarms.ts'
import { tableAlarms } from './table-alarms.ts'

export interface MonitoringProps {
  readonly platform: Platform
  readonly functions: readonly SparkdropFunction[]
  readonly api: Api
  readonly reconcile: SparkdropFunction
  /** Where jobs' own notifications go, and the alarms, too, where the context names no topic for them. */
  readonly notifications: Topic
}

/** All queues by the names that people know them by. */
const queuesOf = ({
  uploads,
  requests,
  jobs,
  schedules,
  podEvents,
  receipts,
}: Platform): Readonly<Record<string, WorkQueue>> => ({
  uploads,
  requests,
  schedules: schedules.queue,
  jobs,
  'pod-events': podEvents,
  receipts,
})

/** One dashboard, and the alarms, each of which names the entry of the runbook that says what to do. */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id)
    const { platform, functions, api, reconcile, notifications } = props
    const { context, table, schedules, undelivered } = platform
    const own = new OwnMetrics(context.stackName)
    const queues = queuesOf(platform)
    const clusters = context.clusters.map(({ name }) => name)
    const tables = { 'job-table': table, 'schedule-table': schedules.table }
    const rules = Stack.of(this)
      .node.findAll()
      .filter((it) => it instanceof Rule)
    const specs = [
      ...queueAlarms(queues, undelivered),
      ...functionAlarms(functions),
      ...tableAlarms(tables),
      ...eventAlarms(rules, notifications),
      ...apiAlarms(api),
      ...reconcileAlarms(reconcile, own),
      ...podEventAlarms(own, clusters),
    ]
    const alarms = context.alarms === false ? [] : this.#alarms(specs, context.stackName, this.#told(props))
    new OperatorsDashboard(this, 'Dashboard', {
      stackName: context.stackName,
      alarms,
      clusters,
      queues,
      functions,
      tables,
      api,
      own,
    })
  }

  #alarms(specs: readonly AlarmSpec[], stackName: string, told: IAlarmAction): readonly Alarm[] {
    return specs.map((spec) => {
      const alarm = new Alarm(this, spec.name, {
        alarmName: `${stackName}-${spec.name}`,
        alarmDescription: `${spec.says} What to do: ${runbookLink(spec.entry)}`,
        metric: spec.metric,
        threshold: spec.threshold,
        comparisonOperator: spec.below
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: spec.periods,
        datapointsToAlarm: spec.bad ?? spec.periods,
        treatMissingData: spec.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      })
      alarm.addAlarmAction(told)
      alarm.addOkAction(told)
      return alarm
    })
  }

  #told({ platform: { context }, notifications }: MonitoringProps): IAlarmAction {
    const topicArn = context.alarms === false ? undefined : context.alarms.topicArn
    if (topicArn) return new SnsAction(Topic.fromTopicArn(this, 'Topic', topicArn))
    const { partition, region, account } = Stack.of(this)
    // A topic with a policy of its own has lost the one that lets the account's alarms in.
    notifications.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [notifications.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:${context.stackName}-*` },
        },
      }),
    )
    return new SnsAction(notifications)
  }
}
