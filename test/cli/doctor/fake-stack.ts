import { OUTPUTS } from '../../../lib/cli/doctor/checks/stack-checks.ts'
import type {
  AlarmState,
  BucketState,
  EventSourceState,
  FunctionState,
  QueueState,
  RuleState,
  StackLook,
  StackResource,
  StackState,
  TableState,
} from '../../../lib/cli/doctor/stack-look.ts'
import { NotPermittedError } from '../../../lib/errors/not-permitted-error.ts'

export const VERSION = '0.1.0'

const VALUES: Readonly<Record<string, string>> = {
  Version: VERSION,
  DropBucket: 'drop',
  UploadPath: 's3a://staging/uploads',
  EventBusName: 'jobs-bus',
  ApiUrl: 'http://127.0.0.1:1',
  SubmitJobFunction: 'sparkdrop-submit-job',
}

const url = (name: string): string => `https://sqs.eu-west-1.amazonaws.com/123456789012/${name}`

const RESOURCES: readonly StackResource[] = [
  { logicalId: 'SubmitJob', id: 'sparkdrop-submit-job', type: 'AWS::Lambda::Function' },
  { logicalId: 'Source', id: 'mapping-1', type: 'AWS::Lambda::EventSourceMapping' },
  { logicalId: 'ReconcileJobsEveryMinute', id: 'every-minute', type: 'AWS::Events::Rule' },
  { logicalId: 'PodEventsRule', id: 'jobs-bus|pod-events', type: 'AWS::Events::Rule' },
  { logicalId: 'Jobs', id: 'job-table', type: 'AWS::DynamoDB::Table' },
  { logicalId: 'Alarm', id: 'sparkdrop-jobs-age', type: 'AWS::CloudWatch::Alarm' },
  { logicalId: 'Policy', id: '/sparkdrop/policy', type: 'AWS::SSM::Parameter' },
  { logicalId: 'Defaults', id: '/sparkdrop/spark-defaults', type: 'AWS::SSM::Parameter' },
]

const ACCOUNTS = {
  'spark.kubernetes.authenticate.driver.serviceAccountName': 'spark-driver',
  'spark.kubernetes.authenticate.executor.serviceAccountName': 'spark-executor',
}

export const POLICY = {
  version: 1,
  dropBucket: 'drop',
  uploadPath: 's3a://staging/uploads',
  tenants: [{ name: 'team-a', sources: [{ kind: 'api' }], namespaces: ['team-a'], conf: ACCOUNTS }],
}

export const DEFAULTS = [
  'spark.kubernetes.container.image=docker.io/library/spark:4.1.4',
  'spark.kubernetes.driver.podTemplateFile=sparkdrop:restricted',
  'spark.kubernetes.executor.podTemplateFile=sparkdrop:restricted',
]

/** A stack in which everything is well, until a test changes something. */
export class FakeStack implements StackLook {
  readonly outputs = new Map(OUTPUTS.map((name) => [name, VALUES[name] ?? (/Url$/.test(name) ? url(name) : name)]))
  status = 'UPDATE_COMPLETE'
  resources: readonly StackResource[] = RESOURCES
  readonly queues = new Map<string, QueueState | undefined>()
  readonly ages = new Map<string, number>()
  readonly parameters = new Map([
    ['/sparkdrop/policy', JSON.stringify(POLICY)],
    ['/sparkdrop/spark-defaults', DEFAULTS.join('\n')],
  ])
  tableState: TableState | undefined = { status: 'ACTIVE', expires: true }
  readonly rules = new Map<string, RuleState>([
    ['every-minute on default', { enabled: true, targets: 1 }],
    ['pod-events on jobs-bus', { enabled: true, targets: 1 }],
  ])
  alarmStates: AlarmState[] = [{ name: 'sparkdrop-jobs-age', state: 'OK', reason: '', description: '', acts: true }]
  functionState: FunctionState | undefined = {
    state: 'Active',
    lastUpdate: 'Successful',
    environment: { CLUSTERS: JSON.stringify([{ kind: 'eks', name: 'spark' }]) },
  }
  source: EventSourceState | undefined = { feeds: 'sparkdrop-submit-job', state: 'Enabled' }
  bucketState: BucketState | undefined = { versioned: true, tellsEventBridge: true }
  /** Actions that whoever asks may not. */
  readonly denied = new Set<string>()

  async stack(): Promise<StackState> {
    return this.#permitted('cloudformation:DescribeStacks', {
      status: this.status,
      outputs: this.outputs,
      resources: this.resources,
    })
  }

  async queue(of: string): Promise<QueueState | undefined> {
    const state = this.queues.has(of) ? this.queues.get(of) : { waiting: 0, inFlight: 0 }
    return this.#permitted('sqs:GetQueueAttributes', state)
  }

  async oldestMessages(): Promise<ReadonlyMap<string, number>> {
    return this.#permitted('cloudwatch:GetMetricData', this.ages)
  }

  async parameter(name: string): Promise<string | undefined> {
    return this.#permitted('ssm:GetParameter', this.parameters.get(name))
  }

  async table(): Promise<TableState | undefined> {
    return this.#permitted('dynamodb:DescribeTable', this.tableState)
  }

  async rule(name: string, bus = 'default'): Promise<RuleState | undefined> {
    return this.#permitted('events:DescribeRule', this.rules.get(`${name} on ${bus}`))
  }

  async alarms(): Promise<readonly AlarmState[]> {
    return this.#permitted('cloudwatch:DescribeAlarms', this.alarmStates)
  }

  async lambda(): Promise<FunctionState | undefined> {
    return this.#permitted('lambda:GetFunctionConfiguration', this.functionState)
  }

  async eventSource(): Promise<EventSourceState | undefined> {
    return this.#permitted('lambda:GetEventSourceMapping', this.source)
  }

  async bucket(): Promise<BucketState | undefined> {
    return this.#permitted('s3:GetBucketVersioning', this.bucketState)
  }

  #permitted<T>(action: string, value: T): T {
    if (this.denied.has(action)) throw new NotPermittedError(action, `${action} is not allowed`)
    return value
  }
}
