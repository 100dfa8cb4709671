import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { BatchNumbers } from '../jobs/livy/batch-numbers.ts'
import { transient } from './aws-error.ts'

/** No job's id: those are hex digits. */
const PREFIX = 'livy/'
const keyOf = (what: string | number): { readonly jobId: string } => ({ jobId: `${PREFIX}${what}` })

/** Livy's numbers in the job table: a counter, and an item for each number that says whose it is. They are kept for good. */
export class DynamodbBatchNumbers implements BatchNumbers {
  private readonly documents: DynamoDBDocumentClient
  private readonly table: string

  constructor(client: DynamoDBClient, table: string) {
    this.documents = DynamoDBDocumentClient.from(client)
    this.table = table
  }

  async assign(jobId: string): Promise<number> {
    try {
      const count = new UpdateCommand({
        TableName: this.table,
        Key: keyOf('counter'),
        UpdateExpression: 'ADD #next :one',
        ExpressionAttributeNames: { '#next': 'next' },
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      })
      const batchId = Number((await this.documents.send(count)).Attributes?.['next']) - 1
      await this.documents.send(new PutCommand({ TableName: this.table, Item: { ...keyOf(batchId), batchOf: jobId } }))
      return batchId
    } catch (error) {
      throw transient(`giving job ${jobId} a number`, error)
    }
  }

  async jobOf(batchId: number): Promise<string | undefined> {
    try {
      const command = new GetCommand({ TableName: this.table, Key: keyOf(batchId), ConsistentRead: true })
      return (await this.documents.send(command)).Item?.['batchOf']
    } catch (error) {
      throw transient(`reading batch ${batchId}`, error)
    }
  }
}

/** The numbers in the job table of this name, with region and credentials from the environment. */
export const batchNumbers = (table: string): BatchNumbers => new DynamodbBatchNumbers(new DynamoDBClient(), table)
