import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { DELIVERY } from './event-to-queue.ts'
import type { JobBus } from './job-bus.ts'
import type { DeadLetterQueue } from './work-queue.ts'

export interface NotificationsProps {
  readonly bus: JobBus
  readonly undelivered: DeadLetterQueue
}

/** The topic that the states go to that jobs ask to be told of: whole "Job State Change" events, for whoever subscribes. */
export class Notifications extends Construct {
  readonly topic: Topic

  constructor(scope: Construct, id: string, { bus, undelivered }: NotificationsProps) {
    super(scope, id)
    this.topic = new Topic(this, 'Topic', { displayName: 'sparkdrop', enforceSSL: true })
    new Rule(this, 'Wanted', {
      description: 'sparkdrop: states that jobs ask to be told of go to the topic',
      eventBus: bus as IEventBus,
      eventPattern: {
        source: [JOB_STATE_CHANGE.source],
        detailType: [JOB_STATE_CHANGE.detailType],
        detail: { notify: [true] },
      },
      targets: [new SnsTopic(this.topic, { ...DELIVERY, deadLetterQueue: undelivered })],
    })
  }
}
