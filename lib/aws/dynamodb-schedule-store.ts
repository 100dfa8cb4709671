import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Schedule, ScheduleKey } from '../jobs/schedules/schedule.ts'
import type { SchedulePage, ScheduleStore, ScheduleSummary } from '../jobs/schedules/schedule-store.ts'
import { transient } from './aws-error.ts'
import { LISTED_SCHEDULE_FIELDS, LISTED_SCHEDULES_INDEX, UNSYNCED_SCHEDULES_INDEX } from './schedule-indices.ts'

const YES = 'yes'
const FORGOTTEN_SECONDS = 30 * 24 * 3600

const placeOf = ({ namespace, name }: ScheduleKey): string => `${namespace}/${name}`

const toItem = (schedule: Schedule): Record<string, unknown> => ({
  ...schedule,
  place: placeOf(schedule),
  ...(schedule.deleted ? {} : { listed: YES }),
  ...(schedule.synced ? {} : { unsynced: YES }),
  ...(schedule.deleted && schedule.synced
    ? { expiresAt: Math.floor(Date.parse(schedule.updatedAt) / 1000) + FORGOTTEN_SECONDS }
    : {}),
})

const toSchedule = (item: Record<string, unknown>): Schedule => {
  const { place: _place, listed: _listed, unsynced: _unsynced, expiresAt: _expiresAt, ...schedule } = item
  return schedule as unknown as Schedule
}

const startAt = (place: string | undefined): Record<string, unknown> | undefined => {
  const [namespace, name] = place?.split('/') ?? []
  return place === undefined ? undefined : { namespace, name, place, listed: YES }
}

/** Schedules in a DynamoDB table with the keys `namespace` and `name`. Deleted ones expire after 30 days. */
export class DynamodbScheduleStore implements ScheduleStore {
  private readonly documents: DynamoDBDocumentClient
  private readonly table: string

  constructor(client: DynamoDBClient, table: string) {
    this.documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
    this.table = table
  }

  async get({ namespace, name }: ScheduleKey): Promise<Schedule | undefined> {
    try {
      const command = new GetCommand({ TableName: this.table, Key: { namespace, name }, ConsistentRead: true })
      const { Item } = await this.documents.send(command)
      return Item && toSchedule(Item)
    } catch (error) {
      throw transient(`reading schedule ${namespace}/${name}`, error)
    }
  }

  create(schedule: Schedule): Promise<boolean> {
    return this.put(schedule, {
      ConditionExpression: 'attribute_not_exists(#name)',
      ExpressionAttributeNames: { '#name': 'name' },
    })
  }

  replace(schedule: Schedule): Promise<boolean> {
    return this.put(schedule, {
      ConditionExpression: '#revision = :before',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':before': schedule.revision - 1 },
    })
  }

  async list(query: { namespace?: string; limit: number; cursor?: string }): Promise<SchedulePage> {
    const { namespace, limit, cursor } = query
    const command = new QueryCommand({
      TableName: this.table,
      IndexName: LISTED_SCHEDULES_INDEX,
      KeyConditionExpression: namespace ? '#listed = :yes AND begins_with(#place, :place)' : '#listed = :yes',
      ExpressionAttributeNames: { '#listed': 'listed', ...(namespace ? { '#place': 'place' } : {}) },
      ExpressionAttributeValues: { ':yes': YES, ...(namespace ? { ':place': `${namespace}/` } : {}) },
      Limit: limit,
      ExclusiveStartKey: startAt(cursor),
    })
    const page = await this.documents.send(command).catch((error: unknown) => {
      throw transient('listing schedules', error)
    })
    const next = page.LastEvaluatedKey?.['place']
    const shown = ['namespace', 'name', ...LISTED_SCHEDULE_FIELDS] as const
    const schedules = (page.Items ?? []).map(
      (item) => Object.fromEntries(shown.map((field) => [field, item[field]])) as unknown as ScheduleSummary,
    )
    return { schedules, ...(typeof next === 'string' ? { next } : {}) }
  }

  async *listUnsynced(): AsyncIterable<ScheduleKey> {
    let start: Record<string, unknown> | undefined
    do {
      const command = new QueryCommand({
        TableName: this.table,
        IndexName: UNSYNCED_SCHEDULES_INDEX,
        KeyConditionExpression: '#unsynced = :yes',
        ExpressionAttributeNames: { '#unsynced': 'unsynced' },
        ExpressionAttributeValues: { ':yes': YES },
        ExclusiveStartKey: start,
      })
      const page = await this.documents.send(command).catch((error: unknown) => {
        throw transient('listing schedules that EventBridge Scheduler does not hold yet', error)
      })
      for (const { namespace, name } of page.Items ?? []) yield { namespace, name }
      start = page.LastEvaluatedKey
    } while (start)
  }

  private async put(schedule: Schedule, condition: object): Promise<boolean> {
    try {
      await this.documents.send(new PutCommand({ TableName: this.table, Item: toItem(schedule), ...condition }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw transient(`writing schedule ${placeOf(schedule)}`, error)
    }
  }
}

/** The table of schedules of this name, with region and credentials from the environment. */
export const scheduleTable = (name: string): ScheduleStore => new DynamodbScheduleStore(new DynamoDBClient(), name)
