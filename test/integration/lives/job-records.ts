import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Job } from '../../../lib/jobs/job.ts'
import { clientConfig } from '../../../local/demo/client-config.ts'
import type { LocalStack } from '../../../local/demo/local-stack.ts'

const MOST = 100

/** Reads many records of the job table at once. */
export class JobRecords {
  readonly #documents: DynamoDBDocumentClient
  readonly #table: string

  constructor({ emulator, outputs }: Pick<LocalStack, 'emulator' | 'outputs'>) {
    this.#documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(emulator)))
    this.#table = outputs.JobTable
  }

  close(): void {
    this.#documents.destroy()
  }

  /** The records of these jobs, as far as there are any. */
  async read(jobIds: readonly string[]): Promise<ReadonlyMap<string, Job>> {
    const found = new Map<string, Job>()
    for (let i = 0; i < jobIds.length; i += MOST) {
      const Keys = jobIds.slice(i, i + MOST).map((jobId) => ({ jobId }))
      const get = new BatchGetCommand({ RequestItems: { [this.#table]: { Keys, ConsistentRead: true } } })
      const { Responses } = await this.#documents.send(get)
      for (const job of (Responses?.[this.#table] ?? []) as Job[]) found.set(job.jobId, job)
    }
    return found
  }
}
