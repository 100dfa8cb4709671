import { Duration } from 'aws-cdk-lib'
import { type EventBus, type EventPattern, type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import type { Construct } from 'constructs'
import type { DeadLetterQueue, WorkQueue } from './work-queue.ts'

/** Said in full, for the default differs between the kinds of buses: a day, as often as EventBridge is able to. */
export const DELIVERY = { retryAttempts: 185, maxEventAge: Duration.hours(24) } as const

export interface EventToQueueProps {
  readonly description: string
  readonly bus?: EventBus
  readonly pattern: EventPattern
  readonly to: WorkQueue
  /** Where an event goes that could not be put on the queue. */
  readonly undelivered: DeadLetterQueue
}

/** Puts matching events on a queue, whole. */
export class EventToQueue extends Rule {
  constructor(scope: Construct, id: string, { description, bus, pattern, to, undelivered }: EventToQueueProps) {
    super(scope, id, {
      description,
      eventPattern: pattern,
      targets: [new SqsQueue(to.queue, { ...DELIVERY, deadLetterQueue: undelivered })],
      ...(bus ? { eventBus: bus as IEventBus } : {}),
    })
  }
}
