import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ReceiptWake, ReceiptWakes } from '../jobs/receipts/receipt-wakes.ts'
import { transient } from './aws-error.ts'

/** The receipts queue, as far as write-receipt puts something on it. */
export class SqsReceiptWakes implements ReceiptWakes {
  private readonly client: SQSClient
  private readonly url: string

  constructor(client: SQSClient, url: string) {
    this.client = client
    this.url = url
  }

  async send(wake: ReceiptWake, seconds: number): Promise<void> {
    const message = { QueueUrl: this.url, MessageBody: JSON.stringify(wake), DelaySeconds: seconds }
    await this.client.send(new SendMessageCommand(message)).catch((error: unknown) => {
      throw transient('asking for a receipt to be looked at again', error)
    })
  }
}

/** The receipts queue at this URL, with region and credentials from the environment. */
export const receiptWakes = (url: string): ReceiptWakes => new SqsReceiptWakes(new SQSClient(), url)
