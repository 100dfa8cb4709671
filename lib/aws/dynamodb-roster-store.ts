import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { emptyRoster, type Roster } from '../jobs/admission/roster.ts'
import type { RosterStore } from '../jobs/admission/roster-store.ts'
import { transient } from './aws-error.ts'

/** No job's id: those are hex digits. */
const keyOf = (namespace: string): { readonly jobId: string } => ({ jobId: `roster/${namespace}` })

/** Rosters in the job table, one item for each namespace. */
export class DynamodbRosterStore implements RosterStore {
  private readonly documents: DynamoDBDocumentClient
  private readonly table: string

  constructor(client: DynamoDBClient, table: string) {
    this.documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
    this.table = table
  }

  async get(namespace: string): Promise<Roster | undefined> {
    try {
      const command = new GetCommand({ TableName: this.table, Key: keyOf(namespace), ConsistentRead: true })
      const { Item } = await this.documents.send(command)
      if (!Item) return undefined
      const { jobId: _key, ...roster } = Item
      return { ...emptyRoster(namespace), ...roster }
    } catch (error) {
      throw transient(`reading the roster of ${namespace}`, error)
    }
  }

  async put(roster: Roster): Promise<boolean> {
    const before = roster.revision - 1
    const condition =
      before === 0
        ? { ConditionExpression: 'attribute_not_exists(jobId)' }
        : {
            ConditionExpression: '#revision = :before',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':before': before },
          }
    try {
      const Item = { ...keyOf(roster.namespace), ...roster }
      await this.documents.send(new PutCommand({ TableName: this.table, Item, ...condition }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw transient(`writing the roster of ${roster.namespace}`, error)
    }
  }
}

/** The rosters in the job table of this name, with region and credentials from the environment. */
export const rosterTable = (table: string): RosterStore => new DynamodbRosterStore(new DynamoDBClient(), table)
