import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { POD_EVENT } from '../../../events/pod-event.ts'
import { deliverEvents } from '../../../lib/jobs/forwarding/deliver-events.ts'
import { Outbox } from '../../../lib/jobs/forwarding/outbox.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { RecordingPublisher } from '../../images/pod-event-forwarder/recording-publisher.ts'
import { ManualTimers, settle } from '../../kubernetes/manual-timers.ts'
import { driverEvent, summary, taken } from './pod-events.ts'

describe('deliverEvents', () => {
  let timers: ManualTimers
  let outbox: Outbox
  let bus: RecordingPublisher
  let stop: AbortController
  let running: Promise<void>
  let lags: number[]
  beforeEach(() => {
    timers = new ManualTimers()
    outbox = new Outbox()
    bus = new RecordingPublisher()
    stop = new AbortController()
    lags = []
  })
  afterEach(async () => {
    stop.abort()
    await running
  })

  const deliver = (concurrency = 1) => {
    const { sleep } = timers
    const onDelivered = (_: unknown, lag: number) => lags.push(lag)
    const options = {
      outbox,
      publisher: bus,
      clock: timers,
      random: timers,
      sleep,
      log: silentLog,
      concurrency,
      onDelivered,
    }
    running = deliverEvents(options, stop.signal)
  }
  const put = (name: string, final = false) => {
    const event = { detailType: POD_EVENT.executors, detail: summary({ sparkAppId: name }) }
    outbox.put({ ...taken(name, event), final, observedAt: timers.now() })
  }
  const said = () => bus.summaries.map(({ sparkAppId }) => sparkAppId)

  it('says at once what there is to say, ten at a time', async () => {
    for (let n = 0; n < 25; n++) put(`app-${n}`)
    deliver()
    await timers.advance(0)
    expect(bus.calls.map((call) => call.length)).toEqual([10, 10, 5])
    await timers.advance(10)
    put('late')
    await timers.advance(0)
    expect(said()).toHaveLength(26)
    expect(outbox.isEmpty).toBe(true)
  })

  it('tries again only what was refused, later and later', async () => {
    bus.refuse = (event) =>
      'sparkAppId' in event.detail && event.detail.sparkAppId === 'b' ? 'ThrottlingException' : undefined
    for (const name of ['a', 'b', 'c']) put(name)
    deliver()
    await timers.advance(0)
    expect(said()).toEqual(['a', 'c'])
    await timers.advance(100)
    await timers.advance(200)
    await timers.advance(400)
    expect(bus.calls.map((call) => call.length)).toEqual([3, 1, 1, 1])
    bus.refuse = () => undefined
    await timers.advance(800)
    expect(said()).toEqual(['a', 'c', 'b'])
    expect(lags).toEqual([0, 0, 1_500])
  })

  it('does not let what is refused hold up what is new', async () => {
    bus.failure = new Error('away')
    put('old')
    deliver()
    await timers.advance(60_000)
    bus.failure = undefined
    put('new')
    await timers.advance(0)
    expect(said()).toEqual(['new'])
    await timers.advance(30_000)
    expect(said()).toEqual(['new', 'old'])
  })

  it('makes calls that are small enough', async () => {
    const pod = driverEvent().detail
    if (!('pod' in pod)) throw new Error('a driver event has a pod')
    for (let n = 0; n < 4; n++) outbox.put(taken(`driver ${n}`, driverEvent(pod.pod, 'x'.repeat(100_000))))
    deliver()
    await timers.advance(0)
    expect(bus.calls.map((call) => call.length)).toEqual([2, 2])
  })

  it('wakes for what is due later', async () => {
    deliver()
    await settle()
    const event = { detailType: POD_EVENT.executors, detail: summary() }
    outbox.put(taken('later', event), { notBefore: 200 })
    await timers.advance(199)
    expect(bus.calls).toHaveLength(0)
    await timers.advance(1)
    expect(bus.calls).toHaveLength(1)
  })

  it('ends when it is told to, idle or waiting', async () => {
    deliver(4)
    await settle()
    stop.abort()
    await running
    expect(bus.calls).toEqual([])
  })
})
