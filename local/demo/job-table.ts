import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb'
import { DynamodbJobStore } from '../../lib/aws/dynamodb-job-store.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { clientConfig } from './client-config.ts'
import type { Dropped } from './drop-file.ts'
import type { LocalStack } from './local-stack.ts'

/** The job table of the deployed stack, with a look-up for those who know only what they dropped. */
export class JobTable extends DynamodbJobStore {
  private readonly scanner: DynamoDBDocumentClient
  private readonly name: string

  constructor({ emulator, outputs }: Pick<LocalStack, 'emulator' | 'outputs'>) {
    const client = new DynamoDBClient(clientConfig(emulator))
    super(client, outputs.JobTable)
    this.scanner = DynamoDBDocumentClient.from(client)
    this.name = outputs.JobTable
  }

  /** The jobs that came of this object, in the order in which they were accepted. */
  async madeOf({ key, etag }: Dropped): Promise<readonly Job[]> {
    const jobs: Job[] = []
    const filter = {
      FilterExpression: '#source.#key = :key AND #source.#etag = :etag',
      ExpressionAttributeNames: { '#source': 'source', '#key': 'key', '#etag': 'etag' },
      ExpressionAttributeValues: { ':key': key, ':etag': etag },
    }
    for await (const page of paginateScan({ client: this.scanner }, { TableName: this.name, ...filter }))
      jobs.push(...((page.Items ?? []) as Job[]))
    return jobs.sort((a, b) => a.createdAt.localeCompare(b.createdAt))
  }
}
