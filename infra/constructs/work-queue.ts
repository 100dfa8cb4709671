import { Duration } from 'aws-cdk-lib'
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { SparkdropFunction } from './sparkdrop-function.ts'
import { send } from './statements.ts'

/** How often a message is tried before it goes to the dead letters. */
const MAX_RECEIVES = 5
/** What Lambda asks of a queue that feeds a function: time for all of its own retries of one batch. */
const VISIBILITY_FACTOR = 6

/** A queue for messages that nobody could handle: kept as long as SQS can, so that a person finds them. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    acknowledge(this, 'AwsSolutions-SQS3', 'This is a dead-letter queue itself.')
  }
}

export interface WorkQueueProps {
  /** The timeout of the function that this queue feeds. */
  readonly functionTimeout: Duration
}

/** A queue that feeds one function, and the dead letters beside it. */
export class WorkQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: DeadLetterQueue

  constructor(scope: Construct, id: string, { functionTimeout }: WorkQueueProps) {
    super(scope, id)
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters')
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(functionTimeout.toSeconds() * VISIBILITY_FACTOR),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    })
  }

  /** Has the function handle the messages, and put what fails for the last time among the dead letters by itself. */
  feed({ handler, role }: SparkdropFunction, props: Pick<SqsEventSourceProps, 'batchSize' | 'maxConcurrency'>): void {
    handler.addEnvironment('DEAD_LETTERS_URL', this.deadLetters.queueUrl)
    handler.addEnvironment('MAX_RECEIVES', String(MAX_RECEIVES))
    role.addToPolicy(send(this.deadLetters))
    handler.addEventSource(new SqsEventSource(this.queue, { ...props, reportBatchItemFailures: true }))
  }
}
