import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Job } from '../jobs/job.ts'
import type { JobPage, JobQuery, JobStore } from '../jobs/job-store.ts'
import { transient } from './aws-error.ts'
import { listJobs } from './dynamodb-job-list.ts'
import { SHARDS, toItem, toJob } from './job-item.ts'

/** The sparse index of jobs that have not ended: partition `open`, sorted by `updatedAt`. */
export const OPEN_JOBS_INDEX = 'open-jobs'

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

  async *listOpen(): AsyncIterable<Job> {
    for (let shard = 0; shard < SHARDS; shard++) yield* this.shard(String(shard))
  }

  list(query: JobQuery): Promise<JobPage> {
    return listJobs(this.documents, this.table, query)
  }

  private async *shard(open: string): AsyncIterable<Job> {
    let start: Record<string, unknown> | undefined
    do {
      const command = new QueryCommand({
        TableName: this.table,
        IndexName: OPEN_JOBS_INDEX,
        KeyConditionExpression: '#open = :open',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': open },
        ExclusiveStartKey: start,
      })
      const page = await this.documents.send(command).catch((error: unknown) => {
        throw transient('listing open jobs', error)
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
