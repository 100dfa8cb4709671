import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anonymous } from '../../lib/kubernetes/cluster-connection.ts'
import type { HttpRequest, HttpResponse, HttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { LeaseLeadership, LONGEST_TAKEOVER_MS } from '../../lib/kubernetes/lease.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { ManualTimers } from './manual-timers.ts'
import { answer, broken, status } from './scripted-api.ts'

interface StoredLease {
  metadata: { resourceVersion: string }
  spec: { holderIdentity: string; leaseTransitions: number; leaseDurationSeconds: number; renewTime: string }
}

/** An API server with room for one lease, by the rules of optimistic concurrency. */
class LeaseApi implements HttpTransport {
  lease: StoredLease | undefined

  async send(request: HttpRequest): Promise<HttpResponse> {
    const body = request.body === undefined ? undefined : (JSON.parse(request.body) as StoredLease)
    if (body === undefined) return (this.lease ? answer(this.lease) : status(404, 'NotFound'))(request)
    const expected = request.method === 'POST' ? undefined : body.metadata.resourceVersion
    const actual = this.lease?.metadata.resourceVersion
    if (expected !== actual) return status(409, request.method === 'POST' ? 'AlreadyExists' : 'Conflict')(request)
    this.lease = { ...body, metadata: { ...body.metadata, resourceVersion: String(Number(actual ?? 0) + 1) } }
    return answer(this.lease)(request)
  }

  close(): void {}
}

describe('LeaseLeadership', () => {
  let timers: ManualTimers
  let api: LeaseApi
  let history: string[]
  let candidates: { stop: AbortController; running: Promise<void> }[]
  beforeEach(() => {
    timers = new ManualTimers()
    api = new LeaseApi()
    history = []
    candidates = []
  })
  afterEach(async () => {
    for (const { stop, running } of candidates) {
      stop.abort()
      await running
    }
  })

  /** A candidate with a network of its own. */
  const join = (identity: string) => {
    const network = { down: false }
    const transport: HttpTransport = {
      send: (request) => (network.down ? broken('ECONNREFUSED')(request) : api.send(request)) as Promise<HttpResponse>,
      close: () => {},
    }
    const client = new RestClient({ url: 'https://api', credentials: anonymous }, { transport, timers })
    const lease = new LeaseLeadership({ client, namespace: 'a', name: 'lease', identity, timers, log: silentLog })
    const stop = new AbortController()
    const running = lease.run(stop.signal, async (signal) => {
      history.push(`${identity} begins`)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      history.push(`${identity} ends`)
    })
    candidates.push({ stop, running })
    return { lease, network, stop, running }
  }

  it('leads at once where nobody does, and keeps the lease by renewing it', async () => {
    const { lease } = join('a')
    await timers.advance(0)
    expect(lease.isLeader).toBe(true)
    const renewed = api.lease?.spec.renewTime
    await timers.advance(60_000)
    expect(history).toEqual(['a begins'])
    expect(api.lease?.spec).toMatchObject({ holderIdentity: 'a', leaseDurationSeconds: 8, leaseTransitions: 1 })
    expect(api.lease?.spec.renewTime).not.toBe(renewed)
  })

  it('waits while another leads', async () => {
    join('a')
    await timers.advance(0)
    const { lease } = join('b')
    await timers.advance(120_000)
    expect(lease.isLeader).toBe(false)
    expect(history).toEqual(['a begins'])
  })

  it('takes over within 15 s of the last word of a leader that is gone, and never while that one leads', async () => {
    const first = join('a')
    await timers.advance(0)
    const second = join('b')
    timers.chance = 1
    await timers.advance(10_000)
    first.network.down = true
    await timers.advance(15_000)
    expect(history).toEqual(['a begins', 'a ends', 'b begins'])
    expect(first.lease.isLeader).toBe(false)
    expect(second.lease.isLeader).toBe(true)
    expect(api.lease?.spec.leaseTransitions).toBe(2)
  })

  const deaths = [0, 1, 400, 800, 1_499, 1_500, 1_501].flatMap((after) =>
    [0, 0.5, 1].map((chance) => ({ after, chance })),
  )

  it.each(deaths)(
    'takes over in less than 12 s from one that dies $after ms after its turn (chance: $chance)',
    async ({ after, chance }) => {
      timers.chance = chance
      const first = join('a')
      await timers.advance(0)
      const second = join('b')
      await timers.advance(15_000 + after)
      first.network.down = true
      expect(LONGEST_TAKEOVER_MS).toBeLessThan(12_000)
      await timers.advance(LONGEST_TAKEOVER_MS)
      expect(second.lease.isLeader).toBe(true)
      expect(history).toEqual(['a begins', 'a ends', 'b begins'])
    },
  )

  it('has room for an API server that takes its time, up to 15 s', () => {
    const [readsAndWrites, each] = [3, 1_000]
    expect(LONGEST_TAKEOVER_MS + readsAndWrites * each).toBeLessThan(15_000)
  })

  it('gives the lease back when it stops, so that another leads within two seconds', async () => {
    const first = join('a')
    await timers.advance(0)
    join('b')
    await timers.advance(10_000)
    first.stop.abort()
    await timers.advance(2_000)
    expect(history).toEqual(['a begins', 'a ends', 'b begins'])
  })

  it('lets one of two win that begin at the same time', async () => {
    join('a')
    join('b')
    await timers.advance(30_000)
    expect(history).toHaveLength(1)
  })

  it('leads again when it can be reached again and nobody took over', async () => {
    const { network } = join('a')
    await timers.advance(0)
    network.down = true
    await timers.advance(7_000)
    expect(history).toEqual(['a begins', 'a ends'])
    network.down = false
    await timers.advance(3_000)
    expect(history).toEqual(['a begins', 'a ends', 'a begins'])
  })

  it('stays the leader over a short trouble', async () => {
    const { network } = join('a')
    await timers.advance(0)
    network.down = true
    await timers.advance(4_000)
    network.down = false
    await timers.advance(20_000)
    expect(history).toEqual(['a begins'])
  })

  it('goes by its own clock: a leader whose clock is hours behind keeps the lease', async () => {
    join('a')
    await timers.advance(0)
    if (api.lease !== undefined) api.lease.spec.renewTime = '2020-01-01T00:00:00.000000Z'
    join('b')
    await timers.advance(5_000)
    expect(history).toEqual(['a begins'])
  })
})
