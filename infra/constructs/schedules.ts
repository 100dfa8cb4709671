import { Stack } from 'aws-cdk-lib'
import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import {
  LISTED_SCHEDULE_FIELDS,
  LISTED_SCHEDULES_INDEX,
  UNSYNCED_SCHEDULES_INDEX,
} from '../../lib/aws/schedule-indices.ts'
import type { SparkdropContext } from '../context.ts'
import { acknowledge } from './acknowledge.ts'
import { keptTable } from './kept-table.ts'
import type { Removal } from './removal.ts'
import { send } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'
import { WorkQueue } from './work-queue.ts'

/** What is known of each schedule. */
class ScheduleTable extends Table {
  constructor(scope: Construct, id: string, removal: Removal) {
    super(scope, id, {
      partitionKey: { name: 'namespace', type: AttributeType.STRING },
      sortKey: { name: 'name', type: AttributeType.STRING },
      ...keptTable(removal),
    })
    const sortKey = { name: 'place', type: AttributeType.STRING }
    this.addGlobalSecondaryIndex({
      indexName: LISTED_SCHEDULES_INDEX,
      partitionKey: { name: 'listed', type: AttributeType.STRING },
      sortKey,
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...LISTED_SCHEDULE_FIELDS],
    })
    this.addGlobalSecondaryIndex({
      indexName: UNSYNCED_SCHEDULES_INDEX,
      partitionKey: { name: 'unsynced', type: AttributeType.STRING },
      sortKey,
      projectionType: ProjectionType.KEYS_ONLY,
    })
  }
}

/** The schedules of jobs: on record in a table, woken by EventBridge Scheduler, fired by way of a queue. */
export class Schedules extends Construct {
  readonly table: Table
  readonly queue: WorkQueue
  /** What a function needs to know that changes schedules. */
  readonly environment: Readonly<Record<string, string>>
  readonly #group: string
  readonly #role: Role

  constructor(scope: Construct, id: string, { stackName, removal, scheduleRules }: SparkdropContext) {
    super(scope, id)
    this.table = new ScheduleTable(this, 'Table', removal)
    this.queue = new WorkQueue(this, 'Queue', { functionTimeout: TIMEOUTS.acceptSchedule })
    new CfnScheduleGroup(this, 'Group', { name: stackName })
    this.#group = stackName
    this.#role = this.#alarmRole()
    for (const rule of scheduleRules) this.#admit(rule)
    this.environment = {
      SCHEDULE_TABLE: this.table.tableName,
      SCHEDULE_GROUP: this.#group,
      SCHEDULE_ROLE_ARN: this.#role.roleArn,
      SCHEDULES_QUEUE_ARN: this.queue.queue.queueArn,
      SCHEDULES_QUEUE_URL: this.queue.queue.queueUrl,
      SCHEDULES_DEAD_LETTERS_ARN: this.queue.deadLetters.queueArn,
    }
  }

  /** Read and write single schedules. */
  use(): PolicyStatement {
    return new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resources: [this.table.tableArn],
    })
  }

  /** Lets a function list schedules, change them, and bring them to EventBridge Scheduler. */
  letManage(role: Role): void {
    const indices = [LISTED_SCHEDULES_INDEX, UNSYNCED_SCHEDULES_INDEX]
    const statements = [
      this.use(),
      new PolicyStatement({
        actions: ['dynamodb:Query'],
        resources: indices.map((index) => `${this.table.tableArn}/index/${index}`),
      }),
      new PolicyStatement({
        actions: ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
        resources: [this.#alarms()],
      }),
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [this.#role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      }),
      send(this.queue.queue),
    ]
    const policy = new Policy(role, 'Schedules', { statements })
    policy.attachToRole(role)
    const shown = `arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${this.#group}/*`
    acknowledge(policy, `AwsSolutions-IAM5[Resource::${shown}]`, 'All schedules are in one group; people name them.')
  }

  #alarms(): string {
    const { partition, region, account } = Stack.of(this)
    return `arn:${partition}:scheduler:${region}:${account}:schedule/${this.#group}/*`
  }

  /** Only schedules of this group may use it, of this account: nobody else's EventBridge Scheduler. */
  #alarmRole(): Role {
    const { partition, region, account } = Stack.of(this)
    const role = new Role(this, 'AlarmRole', {
      description: `What EventBridge Scheduler may do for ${this.#group}`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${this.#group}`,
          },
        },
      }),
    })
    role.addToPolicy(send(this.queue.queue))
    role.addToPolicy(send(this.queue.deadLetters))
    return role
  }

  /** Lets one EventBridge rule of this account, by its name, put messages on the queue. */
  #admit(rule: string): void {
    const { partition, region, account } = Stack.of(this)
    this.queue.queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/${rule}` },
        },
      }),
    )
  }
}
