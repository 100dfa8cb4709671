import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientConfig } from '../../local/demo/client-config.ts'
import type { LocalStack } from '../../local/demo/local-stack.ts'

/** A queue that hears of what is published on the stack's topic. */
export class Subscription {
  private readonly sqs: SQSClient
  private readonly url: string

  private constructor(sqs: SQSClient, url: string) {
    this.sqs = sqs
    this.url = url
  }

  static async open({ emulator, outputs }: LocalStack): Promise<Subscription> {
    const sqs = new SQSClient(clientConfig(emulator))
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'told' }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    const request = {
      Action: 'Subscribe',
      Version: '2010-03-31',
      TopicArn: outputs.NotificationsTopicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.QueueArn ?? '',
    }
    // The emulator looks at the credential's scope only.
    const authorization = 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sns/aws4_request'
    const answer = await fetch(emulator.endpoint, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(request),
    })
    if (!answer.ok) throw new Error(`the topic took no subscription: ${await answer.text()}`)
    return new Subscription(sqs, QueueUrl)
  }

  close(): void {
    this.sqs.destroy()
  }

  /** The events that were published since this was asked last, without the envelope of SNS. */
  async events(): Promise<readonly { readonly detail: unknown }[]> {
    const receive = new ReceiveMessageCommand({ QueueUrl: this.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 })
    const { Messages = [] } = await this.sqs.send(receive)
    return Messages.map(({ Body }) => JSON.parse(JSON.parse(Body ?? '').Message))
  }
}
