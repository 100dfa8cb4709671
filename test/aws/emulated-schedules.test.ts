import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, describe } from 'vitest'
import { DynamodbScheduleStore } from '../../lib/aws/dynamodb-schedule-store.ts'
import { EventbridgeSchedules } from '../../lib/aws/eventbridge-schedules.ts'
import {
  LISTED_SCHEDULE_FIELDS,
  LISTED_SCHEDULES_INDEX,
  UNSYNCED_SCHEDULES_INDEX,
} from '../../lib/aws/schedule-indices.ts'
import { type Emulator, startEmulator } from '../../local/aws/emulator.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { scheduleStoreContract } from '../contracts/schedule-store.ts'
import { schedulesContract } from '../contracts/schedules.ts'

const ministack = process.env.SPARKDROP_TEST_MINISTACK
const TABLE = 'schedules'
const TARGET = {
  group: 'sparkdrop',
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:schedules',
  roleArn: 'arn:aws:iam::000000000000:role/alarms',
  deadLetterArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
}

const index = (IndexName: string, partition: string, fields?: readonly string[]) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: 'place', KeyType: 'RANGE' as const },
  ],
  Projection: fields
    ? { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...fields] }
    : { ProjectionType: 'KEYS_ONLY' as const },
})

const createTable = (client: DynamoDBClient) =>
  client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['namespace', 'name', 'place', 'listed', 'unsynced'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        index(LISTED_SCHEDULES_INDEX, 'listed', LISTED_SCHEDULE_FIELDS),
        index(UNSYNCED_SCHEDULES_INDEX, 'unsynced'),
      ],
    }),
  )

// Needs the emulator's program: SPARKDROP_TEST_MINISTACK names it.
describe.skipIf(!ministack)('schedules against an emulated AWS (SPARKDROP_TEST_MINISTACK)', () => {
  let emulator: Emulator
  let home: string
  let dynamodb: DynamoDBClient
  let scheduler: SchedulerClient

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sparkdrop-aws-'))
    emulator = await startEmulator({ home, ministack: ministack ?? '' })
    dynamodb = new DynamoDBClient(clientConfig(emulator))
    scheduler = new SchedulerClient(clientConfig(emulator))
    await Promise.all([createTable(dynamodb), scheduler.send(new CreateScheduleGroupCommand({ Name: TARGET.group }))])
  })

  afterAll(async () => {
    scheduler?.destroy()
    dynamodb?.destroy()
    await emulator?.stop()
    await rm(home, { recursive: true, force: true })
  })

  scheduleStoreContract('in DynamoDB', () => new DynamodbScheduleStore(dynamodb, TABLE))

  schedulesContract('in EventBridge Scheduler', () => new EventbridgeSchedules(scheduler, TARGET))
})
