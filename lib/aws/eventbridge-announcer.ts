import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { JOB_STATE_CHANGE, type JobStateChange } from '../../events/job-state.ts'
import { TransientError } from '../errors/sparkdrop-error.ts'
import type { Announcer } from '../jobs/announcer.ts'
import { transient } from './aws-error.ts'

const MAX_ENTRIES = 10

/** "Job State Change" events on sparkdrop's bus. */
export class EventbridgeAnnouncer implements Announcer {
  private readonly client: EventBridgeClient
  private readonly bus: string

  constructor(client: EventBridgeClient, bus: string) {
    this.client = client
    this.bus = bus
  }

  async announce(changes: readonly JobStateChange[]): Promise<void> {
    for (let i = 0; i < changes.length; i += MAX_ENTRIES) await this.put(changes.slice(i, i + MAX_ENTRIES))
  }

  private async put(changes: readonly JobStateChange[]): Promise<void> {
    const command = new PutEventsCommand({
      Entries: changes.map((change) => ({
        EventBusName: this.bus,
        Source: JOB_STATE_CHANGE.source,
        DetailType: JOB_STATE_CHANGE.detailType,
        Detail: JSON.stringify(change),
        Time: new Date(change.at),
      })),
    })
    const answer = await this.client.send(command).catch((error: unknown) => {
      throw transient('announcing a job', error)
    })
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode)
    if (refused)
      throw new TransientError('BUS_REFUSED', `the bus refused an event: ${refused.ErrorCode} ${refused.ErrorMessage}`)
  }
}

/** The bus of this name, with region and credentials from the environment. */
export const jobBus = (name: string): Announcer => new EventbridgeAnnouncer(new EventBridgeClient(), name)
