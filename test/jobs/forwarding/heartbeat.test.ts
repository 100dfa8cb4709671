import { beforeEach, describe, expect, it } from 'vitest'
import { beat } from '../../../lib/jobs/forwarding/heartbeat.ts'
import { Outbox } from '../../../lib/jobs/forwarding/outbox.ts'
import { ManualTimers } from '../../kubernetes/manual-timers.ts'

describe('the heartbeat', () => {
  let timers: ManualTimers
  let outbox: Outbox
  let isWell: boolean
  let stop: AbortController
  beforeEach(() => {
    timers = new ManualTimers()
    outbox = new Outbox()
    isWell = true
    stop = new AbortController()
  })

  const start = () =>
    beat({ cluster: 'a', outbox, clock: timers, sleep: timers.sleep, isWell: () => isWell }, stop.signal)
  const said = () => {
    const taken = outbox.take(10, timers.monotonic())
    for (const item of taken) outbox.done(item)
    return taken.map(({ event }) => event)
  }

  it('is told at once, and then each minute, with the name of the cluster', async () => {
    const beating = start()
    expect(said()).toMatchObject([{ detailType: 'Forwarder Heartbeat', detail: { version: 1, cluster: 'a' } }])
    await timers.advance(59_000)
    expect(said()).toEqual([])
    await timers.advance(1_000)
    expect(said()).toHaveLength(1)
    stop.abort()
    await beating
  })

  it('is not told while something that is to be watched is not seen, and soon after it is', async () => {
    isWell = false
    const beating = start()
    await timers.advance(180_000)
    expect(said()).toEqual([])
    isWell = true
    await timers.advance(1_000)
    expect(said()).toHaveLength(1)
    stop.abort()
    await beating
  })

  it('does not pile up while the bus is away, and tells the time at which it is told', async () => {
    const beating = start()
    await timers.advance(600_000)
    const events = said()
    expect(events).toHaveLength(1)
    expect(events[0]?.detail.observedAt).toBe(new Date(timers.now()).toISOString())
    stop.abort()
    await beating
  })
})
