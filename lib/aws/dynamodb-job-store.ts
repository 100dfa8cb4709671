import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Job } from '../jobs/job.ts'
import type { JobPage, JobQuery, JobStore } from '../jobs/job-store.ts'
import { transient } from './aws-error.ts'
import { listJobs } from './dynamodb-job-list.ts'
import { SHARDS, toItem, toJob } from './job-item.ts'

/** The sparse index of jobs that have not ended: partition `open`, sorted by `updatedAt`. */
export const OPEN_JOBS_INDEX = 'open-jobs'

/** The sparse index of jobs about which something is due: partition `due`, sorted by `dueAt`. */
export const DUE_JOBS_INDEX = 'due-jobs'

type Query = Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>

const openIn = (shard: number): Query => ({
  IndexName: OPEN_JOBS_INDEX,
  KeyConditionExpression: '#open = :open',
  ExpressionAttributeNames: { '#open': 'open' },
  ExpressionAttributeValues: { ':open': String(shard) },
})

const dueIn = (shard: number, by: string): Query => ({
  IndexName: DUE_JOBS_INDEX,
  KeyConditionExpression: 'due = :due AND dueAt <= :by',
  ExpressionAttributeValues: { ':due': String(shard), ':by': by },
})

/** Jobs in a DynamoDB table with partition key `jobId`. Ended ones expire 90 days after their last change. */
export class DynamodbJobStore implements JobStore {
  private readonly documents: DynamoDBDocumentClient
  private readonly table: string

  constructor(client: DynamoDBClient, table: string) {
    this.documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })
    this.table = table
  }

  async get(jobId: string): Promise<Job | undefined> {
    try {
      const command = new GetCommand({ TableName: this.table, Key: { jobId }, ConsistentRead: true })
      const { Item } = await this.documents.send(command)
      return Item && toJob(Item)
    } catch (error) {
      throw transient(`reading job ${jobId}`, error)
    }
  }

  create(job: Job): Promise<boolean> {
    return this.put(job, { ConditionExpression: 'attribute_not_exists(jobId)' })
  }

  replace(job: Job): Promise<boolean> {
    return this.put(job, {
      ConditionExpression: '#revision = :before',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':before': job.revision - 1 },
    })
  }

  async *listOpen(turn = 0): AsyncIterable<Job> {
    for (let i = 0; i < SHARDS; i++) yield* this.query('listing open jobs', openIn((turn + i) % SHARDS))
  }

  async *listDue(by: string): AsyncIterable<Job> {
    for (let shard = 0; shard < SHARDS; shard++) yield* this.query('listing due jobs', dueIn(shard, by))
  }

  list(query: JobQuery): Promise<JobPage> {
    return listJobs(this.documents, this.table, query)
  }

  private async *query(what: string, query: Query): AsyncIterable<Job> {
    let start: Record<string, unknown> | undefined
    do {
      const command = new QueryCommand({ TableName: this.table, ...query, ExclusiveStartKey: start })
      const page = await this.documents.send(command).catch((error: unknown) => {
        throw transient(what, error)
      })
      yield* (page.Items ?? []).map(toJob)
      start = page.LastEvaluatedKey
    } while (start)
  }

  private async put(job: Job, condition: object): Promise<boolean> {
    try {
      await this.documents.send(new PutCommand({ TableName: this.table, Item: toItem(job), ...condition }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw transient(`writing job ${job.jobId}`, error)
    }
  }
}

/** The job table of this name, with region and credentials from the environment. */
export const jobTable = (name: string): JobStore => new DynamodbJobStore(new DynamoDBClient(), name)
