import type { DriverPodEvent, ExecutorSummary, Heartbeat } from '../../../events/pod-event.ts'

/** What the forwarder says: a detail, and what kind of detail it is. */
export interface PodEvent {
  readonly detailType: string
  readonly detail: DriverPodEvent | ExecutorSummary | Heartbeat
}

/** What became of one event: undefined where it was taken, else why not. */
export type Refusal = string | undefined

/** The way out to the event bus. */
export interface PodEventPublisher {
  /** Publishes at most ten events; one answer for each, in order. Throws where none was taken. */
  publish(events: readonly PodEvent[]): Promise<readonly Refusal[]>
}
