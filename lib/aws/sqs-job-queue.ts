import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { JobRequest } from '../../events/job-request.ts'
import type { JobQueue } from '../jobs/job-queue.ts'
import { transient } from './aws-error.ts'

/** The jobs queue in SQS. */
export class SqsJobQueue implements JobQueue {
  private readonly client: SQSClient
  private readonly url: string

  constructor(client: SQSClient, url: string) {
    this.client = client
    this.url = url
  }

  async send(request: JobRequest, delaySeconds?: number): Promise<void> {
    const command = new SendMessageCommand({
      QueueUrl: this.url,
      MessageBody: JSON.stringify(request),
      ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
    })
    await this.client.send(command).catch((error: unknown) => {
      throw transient('queueing a job', error)
    })
  }
}

/** The jobs queue at this URL, with region and credentials from the environment. */
export const jobsQueue = (url: string): JobQueue => new SqsJobQueue(new SQSClient(), url)
