import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { POD_EVENT } from '../../events/pod-event.ts'
import type { PodEvent, PodEventPublisher, Refusal } from '../jobs/forwarding/pod-event-publisher.ts'
import { transient } from './aws-error.ts'

/** What happens to pods, as events on sparkdrop's bus. */
export class EventbridgePodEvents implements PodEventPublisher {
  private readonly client: EventBridgeClient
  private readonly bus: string

  constructor(client: EventBridgeClient, bus: string) {
    this.client = client
    this.bus = bus
  }

  /** Throws `TransientError` where the bus did not answer; single entries may be refused all the same. */
  async publish(events: readonly PodEvent[]): Promise<readonly Refusal[]> {
    const command = new PutEventsCommand({
      Entries: events.map(({ detailType, detail }) => ({
        EventBusName: this.bus,
        Source: POD_EVENT.source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
        Time: new Date(detail.observedAt),
      })),
    })
    const answer = await this.client.send(command).catch((error: unknown) => {
      throw transient('publishing pod events', error)
    })
    return events.map((_, index) => {
      const entry = answer.Entries?.[index]
      if (entry?.EventId && !entry.ErrorCode) return undefined
      return `${entry?.ErrorCode ?? 'no answer'} ${entry?.ErrorMessage ?? ''}`.trim()
    })
  }
}

/** The bus of this name or ARN, with region, endpoint and credentials from the environment. */
export const podEventBus = (name: string): PodEventPublisher => new EventbridgePodEvents(new EventBridgeClient(), name)
