import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { FiringQueue, FiringRequest } from '../jobs/schedules/firing-queue.ts'
import { transient } from './aws-error.ts'

/** The schedules queue in SQS. */
export class SqsScheduleQueue implements FiringQueue {
  private readonly client: SQSClient
  private readonly url: string

  constructor(client: SQSClient, url: string) {
    this.client = client
    this.url = url
  }

  async send(firing: FiringRequest): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.url, MessageBody: JSON.stringify(firing) })
    await this.client.send(command).catch((error: unknown) => {
      throw transient('queueing a run of a schedule', error)
    })
  }
}

/** The schedules queue at this URL, with region and credentials from the environment. */
export const scheduleQueue = (url: string): FiringQueue => new SqsScheduleQueue(new SQSClient(), url)
