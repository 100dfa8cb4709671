import { Duration } from 'aws-cdk-lib'
import { EventBus } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { POD_EVENT } from '../../events/pod-event.ts'

export interface JobBusProps {
  /** 0 keeps nothing. */
  readonly archiveDays: number
}

/** sparkdrop's own bus: pod events come in, "Job State Change" goes out, for whoever wants to listen. */
export class JobBus extends EventBus {
  constructor(scope: Construct, id: string, { archiveDays }: JobBusProps) {
    super(scope, id, { description: 'sparkdrop: what happens to Spark jobs and to their pods' })
    if (archiveDays === 0) return
    this.archive('Archive', {
      description: 'sparkdrop: for replay',
      eventPattern: { source: [JOB_STATE_CHANGE.source, POD_EVENT.source] },
      retention: Duration.days(archiveDays),
    })
  }
}
