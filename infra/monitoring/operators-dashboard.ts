import { Duration } from 'aws-cdk-lib'
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  SingleValueWidget,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { jobReasonSchema, jobStates } from '../../events/job-state.ts'
import type { Api } from '../constructs/api.ts'
import type { SparkdropFunction } from '../constructs/sparkdrop-function.ts'
import type { WorkQueue } from '../constructs/work-queue.ts'
import { JOBS, type OwnMetrics, RECONCILE, RECORD } from './own-metrics.ts'
import { throttled } from './table-alarms.ts'

export interface OperatorsDashboardProps {
  readonly stackName: string
  readonly alarms: readonly Alarm[]
  readonly clusters: readonly string[]
  readonly queues: Readonly<Record<string, WorkQueue>>
  readonly functions: readonly SparkdropFunction[]
  readonly tables: Readonly<Record<string, Table>>
  readonly api: Api
  readonly own: OwnMetrics
}

const period = Duration.minutes(5)
const graph = (title: string, left: IMetric[]): IWidget =>
  new GraphWidget({ title, left, width: 8, height: 6, leftYAxis: { min: 0 } })

/** What an operator looks at first, from top to bottom: alarms, jobs, clusters, queues, functions, tables and the API. */
export class OperatorsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperatorsDashboardProps) {
    super(scope, id)
    const { stackName, alarms } = props
    const status =
      alarms.length === 0
        ? []
        : [[new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 6 })]]
    new Dashboard(this, 'Dashboard', {
      dashboardName: stackName,
      defaultInterval: Duration.hours(12),
      widgets: [
        ...status,
        jobs(props),
        reconciliation(props),
        [retries(props), ...clusters(props)],
        queues(props),
        functions(props),
        storage(props),
      ],
    })
  }
}

const jobs = ({ own }: OperatorsDashboardProps): IWidget[] => {
  const percentiles = (service: string, name: string) =>
    ['p50', 'p99'].map((statistic) => own.metric(service, name, { statistic, period, label: `${name}, ${statistic}` }))
  return [
    graph(
      'Steps of jobs, by state',
      jobStates.map((state) => own.steps(state, { period, label: state })),
    ),
    graph('Acceptance to SUBMITTED, and from there to RUNNING (ms)', [
      ...percentiles(JOBS, 'SubmissionLatency'),
      ...percentiles(JOBS, 'DriverStart'),
    ]),
    graph('Pods to the table (ms)', percentiles(RECORD, 'PodEventLag')),
  ]
}

const retries = ({ own }: OperatorsDashboardProps): IWidget =>
  graph(
    'Retries, by reason',
    jobReasonSchema.options.map((reason) => own.retries(reason, { period, label: reason })),
  )

const reconciliation = ({ own }: OperatorsDashboardProps): IWidget[] => {
  const said = (name: string, statistic = 'Maximum') => own.metric(RECONCILE, name, { statistic, period, label: name })
  return [
    new SingleValueWidget({ title: 'Open jobs', metrics: [said('OpenJobs')], width: 8, height: 6, sparkline: true }),
    graph('Repairs', [said('RepairedJobs', 'Sum'), said('RepairedSchedules', 'Sum')]),
    graph('What reconcile-jobs could not do', [
      said('UnreconciledJobs'),
      said('UnfinishedReconciliations'),
      said('UnknownDrivers'),
    ]),
  ]
}

const clusters = ({ own, clusters: all }: OperatorsDashboardProps): IWidget[] => [
  graph(
    'Heartbeats of forwarders, by cluster',
    all.map((cluster) => own.heartbeats(cluster, { period, label: cluster })),
  ),
]

const queues = ({ queues: all }: OperatorsDashboardProps): IWidget[] => {
  const of = (read: (queue: WorkQueue, label: string) => IMetric) =>
    Object.entries(all).map(([name, queue]) => read(queue, name))
  return [
    graph(
      'Messages waiting',
      of(({ queue }, label) => queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label })),
    ),
    graph(
      'Age of the oldest message (s)',
      of(({ queue }, label) => queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum', label })),
    ),
    graph(
      'Dead letters',
      of(({ deadLetters }, label) =>
        deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum', label }),
      ),
    ),
  ]
}

const functions = ({ functions: all }: OperatorsDashboardProps): IWidget[] => {
  const of = (read: (it: SparkdropFunction) => IMetric) => all.map(read)
  return [
    graph(
      'Invocations',
      of(({ handler, name: label }) => handler.metricInvocations({ period, label })),
    ),
    graph(
      'Errors and throttles',
      all.flatMap(({ handler, name }) => [
        handler.metricErrors({ period, label: name }),
        handler.metricThrottles({ period, label: `${name}, throttled` }),
      ]),
    ),
    graph(
      'Duration, p99 (ms)',
      of(({ handler, name: label }) => handler.metricDuration({ period, statistic: 'p99', label })),
    ),
  ]
}

const storage = ({ tables, api: { gateway } }: OperatorsDashboardProps): IWidget[] => [
  graph(
    'Throttled by DynamoDB',
    Object.entries(tables).flatMap(([name, table]) =>
      (['Read', 'Write'] as const).map((what) =>
        throttled(table, what).with({ label: `${name}, ${what}s`.toLowerCase() }),
      ),
    ),
  ),
  graph('Calls of the API', [
    gateway.metricCount({ period, statistic: 'Sum', label: 'calls' }),
    gateway.metricClientError({ period, statistic: 'Sum', label: '4xx' }),
    gateway.metricServerError({ period, statistic: 'Sum', label: '5xx' }),
  ]),
  graph('Answers of the API, p99 (ms)', [gateway.metricLatency({ period, statistic: 'p99', label: 'latency' })]),
]
