import { type DriverPodEvent, type ExecutorSummary, POD_EVENT } from '../../../events/pod-event.ts'
import type { PodEvent, PodEventPublisher, Refusal } from '../../../lib/jobs/forwarding/pod-event-publisher.ts'

/** A bus that keeps what it takes, and refuses what it is told to. */
export class RecordingPublisher implements PodEventPublisher {
  readonly calls: (readonly PodEvent[])[] = []
  readonly taken: PodEvent[] = []
  /** Says of each event whether it is refused, and why. */
  refuse: (event: PodEvent) => Refusal = () => undefined
  /** Fails whole calls while it is set. */
  failure: Error | undefined

  async publish(events: readonly PodEvent[]): Promise<readonly Refusal[]> {
    this.calls.push(events)
    if (this.failure !== undefined) throw this.failure
    return events.map((event) => {
      const refusal = this.refuse(event)
      if (refusal === undefined) this.taken.push(event)
      return refusal
    })
  }

  get drivers(): readonly DriverPodEvent[] {
    return this.taken.map(({ detail }) => detail).filter((detail) => 'pod' in detail)
  }

  get heartbeats(): readonly PodEvent[] {
    return this.taken.filter(({ detailType }) => detailType === POD_EVENT.heartbeat)
  }

  get summaries(): readonly ExecutorSummary[] {
    return this.taken.map(({ detail }) => detail).filter((detail): detail is ExecutorSummary => 'sparkAppId' in detail)
  }
}
