import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge'
import { GetBucketNotificationConfigurationCommand, GetBucketVersioningCommand } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import type {
  AlarmState,
  BucketState,
  EventSourceState,
  FunctionState,
  QueueState,
  RuleState,
  StackLook,
  StackState,
  TableState,
} from '../../cli/doctor/stack-look.ts'
import { s3Client } from '../s3-client.ts'
import { ask } from './ask.ts'
import { alarmStates, oldestMessages } from './cloudwatch-look.ts'
import { eventSourceState, functionState } from './lambda-look.ts'
import type { SignedCalls } from './signed-calls.ts'
import { stackState } from './stack-resources.ts'

/** A stack by the calls of AWS that only read, each with the rights of whom the SDK finds. */
export class AwsStackLook implements StackLook {
  readonly #name: string
  readonly #calls: SignedCalls
  /** By the service's own name, which is as good: whoever calls has the region of the stack. */
  readonly #queues = new SQSClient({ useQueueUrlAsEndpoint: false })
  readonly #parameters = new SSMClient()
  readonly #tables = new DynamoDBClient()
  readonly #events = new EventBridgeClient()

  constructor(name: string, calls: SignedCalls) {
    this.#name = name
    this.#calls = calls
  }

  stack(): Promise<StackState> {
    return stackState(new CloudFormationClient(), this.#name)
  }

  async queue(url: string): Promise<QueueState | undefined> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    })
    const answer = await ask('sqs:GetQueueAttributes', () => this.#queues.send(command))
    if (answer === undefined) return undefined
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = answer.Attributes ?? {}
    return {
      waiting: Number(ApproximateNumberOfMessages ?? 0),
      inFlight: Number(ApproximateNumberOfMessagesNotVisible ?? 0),
    }
  }

  oldestMessages(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return oldestMessages(this.#calls, names)
  }

  async parameter(Name: string): Promise<string | undefined> {
    const answer = await ask('ssm:GetParameter', () => this.#parameters.send(new GetParameterCommand({ Name })))
    return answer?.Parameter?.Value
  }

  async table(TableName: string): Promise<TableState | undefined> {
    const client = this.#tables
    const table = await ask('dynamodb:DescribeTable', () => client.send(new DescribeTableCommand({ TableName })))
    if (table === undefined) return undefined
    const expiry = await ask('dynamodb:DescribeTimeToLive', () =>
      client.send(new DescribeTimeToLiveCommand({ TableName })),
    )
    const ttl = expiry?.TimeToLiveDescription?.TimeToLiveStatus ?? ''
    return { status: table.Table?.TableStatus ?? '', expires: ttl.startsWith('ENABL') }
  }

  async rule(Name: string, bus: string | undefined): Promise<RuleState | undefined> {
    const client = this.#events
    const which = bus === undefined ? {} : { EventBusName: bus }
    const [rule, list] = await Promise.all([
      ask('events:DescribeRule', () => client.send(new DescribeRuleCommand({ Name, ...which }))),
      ask('events:ListTargetsByRule', () => client.send(new ListTargetsByRuleCommand({ Rule: Name, ...which }))),
    ])
    return rule && { enabled: rule.State !== 'DISABLED', targets: list?.Targets?.length ?? 0 }
  }

  alarms(names: readonly string[]): Promise<readonly AlarmState[]> {
    return alarmStates(this.#calls, names)
  }

  lambda(name: string): Promise<FunctionState | undefined> {
    return functionState(this.#calls, name)
  }

  eventSource(id: string): Promise<EventSourceState | undefined> {
    return eventSourceState(this.#calls, id)
  }

  async bucket(Bucket: string): Promise<BucketState | undefined> {
    const client = s3Client({}, this.#calls.environment)
    const [versioning, notifications] = await Promise.all([
      ask('s3:GetBucketVersioning', () => client.send(new GetBucketVersioningCommand({ Bucket }))),
      ask('s3:GetBucketNotification', () => client.send(new GetBucketNotificationConfigurationCommand({ Bucket }))),
    ])
    if (versioning === undefined || notifications === undefined) return undefined
    return {
      versioned: versioning.Status === 'Enabled',
      tellsEventBridge: notifications.EventBridgeConfiguration !== undefined,
    }
  }
}
