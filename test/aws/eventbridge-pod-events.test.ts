import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { POD_EVENT } from '../../events/pod-event.ts'
import { EventbridgePodEvents } from '../../lib/aws/eventbridge-pod-events.ts'
import { startEventBus } from '../images/pod-event-forwarder/event-bus-server.ts'
import { driverEvent, summary } from '../jobs/forwarding/pod-events.ts'

describe('EventbridgePodEvents', () => {
  let bus: Awaited<ReturnType<typeof startEventBus>>
  let client: EventBridgeClient
  beforeEach(async () => {
    bus = await startEventBus()
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    client = new EventBridgeClient({ endpoint: bus.url, region: 'eu-west-1', credentials, maxAttempts: 1 })
  })
  afterEach(async () => {
    client.destroy()
    await bus.stop()
  })

  it('puts events on the bus, as what they are and of when they were seen', async () => {
    const events = [driverEvent(), { detailType: POD_EVENT.executors, detail: summary({ running: 2 }) }]
    expect(await new EventbridgePodEvents(client, 'jobs').publish(events)).toEqual([undefined, undefined])
    expect(bus.entries).toMatchObject([
      { EventBusName: 'jobs', Source: 'sparkdrop.pods', DetailType: 'Driver Pod' },
      { EventBusName: 'jobs', Source: 'sparkdrop.pods', DetailType: 'Executor Summary' },
    ])
    expect(bus.entries.map(({ Detail }) => JSON.parse(Detail))).toEqual(events.map(({ detail }) => detail))
  })

  it('says which events were refused, and why', async () => {
    bus.refuse = ({ DetailType }) => (DetailType === 'Driver Pod' ? 'ThrottlingException' : undefined)
    const events = [driverEvent(), { detailType: POD_EVENT.executors, detail: summary() }]
    expect(await new EventbridgePodEvents(client, 'jobs').publish(events)).toEqual(['ThrottlingException', undefined])
  })

  it('throws what may be tried again where nobody answers', async () => {
    await bus.stop()
    const call = new EventbridgePodEvents(client, 'jobs').publish([driverEvent()])
    await expect(call).rejects.toMatchObject({ code: 'AWS_FAILED', retryable: true })
    bus = await startEventBus()
  })
})
