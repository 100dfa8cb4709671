import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Crash, CrashPoint } from '../../fakes/crash.ts'
import { FiringSetup, MINUTE } from './firing-setup.ts'

describe('concurrency Allow', () => {
  it('runs beside a run that has not ended', async () => {
    const setup = new FiringSetup({ concurrency: 'Allow' })
    await setup.fire(0)
    await setup.fire(1)
    expect(setup.outcomes).toEqual(['ACCEPTED', 'ACCEPTED'])
  })
})

describe('concurrency Forbid', () => {
  it('skips a firing while an earlier run has not ended, and says which', async () => {
    const setup = new FiringSetup({ concurrency: 'Forbid' })
    const first = await setup.fire(0)
    await setup.fire(1)
    expect(setup.firings[0]).toMatchObject({
      skipped: 'CONCURRENT',
      message: `the run of 2026-01-01T12:00:00Z (job ${first?.jobId}) has not ended`,
    })
    await setup.end(first)
    await setup.fire(2)
    expect(setup.outcomes).toEqual(['SUCCEEDED', 'CONCURRENT', 'ACCEPTED'])
  })

  it('stays by what it decided, also when the skipped firing comes again after the run has ended', async () => {
    const setup = new FiringSetup({ concurrency: 'Forbid' })
    const first = await setup.fire(0)
    await setup.fire(1)
    await setup.end(first, 'FAILED')
    expect(await setup.fire(1)).toBeUndefined()
    expect(setup.outcomes).toEqual(['FAILED', 'CONCURRENT'])
  })

  it('runs one of many that come at once', async () => {
    const setup = new FiringSetup({ concurrency: 'Forbid' })
    await Promise.all([0, 1, 2, 3, 0, 1, 2, 3].map((minute) => setup.fire(minute)))
    expect(setup.open).toHaveLength(1)
    expect(setup.firings.filter(({ jobId }) => jobId)).toHaveLength(1)
  })

  it('makes good a run whose message was given up, rather than wait for it for ever', async () => {
    const setup = new FiringSetup({ concurrency: 'Forbid' })
    await setup.fire(0, new CrashPoint(6, 'before')).catch(() => undefined)
    expect(setup.firings).toMatchObject([{ jobId: expect.any(String) }])
    expect(setup.store.jobs.size).toBe(0)
    setup.clock.advance(6 * MINUTE)
    await setup.fire(6)
    expect(setup.outcomes).toEqual(['ACCEPTED', 'CONCURRENT'])
    expect(setup.queue.sent).toHaveLength(1)
  })
})

describe('concurrency Replace', () => {
  it('kills the earlier run, then runs', async () => {
    const setup = new FiringSetup({ concurrency: 'Replace' })
    const first = await setup.fire(0)
    const second = await setup.fire(1)
    expect(setup.outcomes).toEqual(['KILLED', 'ACCEPTED'])
    expect(setup.killed).toEqual([first?.jobId])
    await setup.end(second)
    await setup.fire(2)
    expect(setup.outcomes).toEqual(['KILLED', 'SUCCEEDED', 'ACCEPTED'])
  })

  it('ends the driver of the earlier run, and has its wish on record before the later one is queued', async () => {
    const setup = new FiringSetup({ concurrency: 'Replace' })
    const first = await setup.fire(0)
    await setup.run(first)
    const second = await setup.fire(1)
    const [pod, ...others] = setup.cluster.pods
    expect(others).toEqual([])
    expect(pod?.metadata?.deletionTimestamp).toBeDefined()
    expect(setup.store.jobs.get(first?.jobId ?? '')).toMatchObject({
      stop: {
        kind: 'kill',
        message: `killed by schedule nightly, whose run of 2026-01-01T12:01:00Z replaces this one`,
      },
    })
    expect(second?.state).toBe('ACCEPTED')
  })

  it('lets the later of two run, in whatever order they come', async () => {
    const setup = new FiringSetup({ concurrency: 'Replace' })
    await setup.fire(1)
    await setup.fire(0)
    expect(setup.outcomes).toEqual(['SUPERSEDED', 'ACCEPTED'])
    expect(setup.killed).toEqual([])
  })
})

const run = async (setup: FiringSetup, minutes: readonly number[], crash?: CrashPoint): Promise<void> => {
  const deliveries = minutes.map((minute) => setup.fire(minute, crash))
  for (const { status, ...rest } of await Promise.allSettled(deliveries))
    if (status === 'rejected' && !('reason' in rest && rest.reason instanceof Crash))
      throw (rest as { reason: unknown }).reason
}

const orders = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 10 })
const points = fc.record({
  at: fc.integer({ min: 1, max: 40 }),
  when: fc.constantFrom('before' as const, 'after' as const),
})

describe('whatever is delivered again, out of order, at once, and dies anywhere,', () => {
  const settle = async (concurrency: 'Allow' | 'Forbid' | 'Replace', minutes: readonly number[], crash: CrashPoint) => {
    const setup = new FiringSetup({ concurrency })
    setup.clock.advance(5 * MINUTE)
    await run(setup, minutes, crash)
    // What died is delivered again.
    await run(setup, minutes)
    for (const minute of new Set(minutes)) await setup.fire(minute)
    return { setup, times: new Set(minutes).size }
  }

  it('Allow runs each firing once', async () => {
    await fc.assert(
      fc.asyncProperty(orders, points, async (minutes, { at, when }) => {
        const { setup, times } = await settle('Allow', minutes, new CrashPoint(at, when))
        expect(setup.open).toHaveLength(times)
        expect(new Set(setup.queue.sent.map(({ source }) => JSON.stringify(source))).size).toBe(times)
        expect(setup.firings).toHaveLength(times)
      }),
    )
  })

  it('Forbid has one run, and it is queued', async () => {
    await fc.assert(
      fc.asyncProperty(orders, points, async (minutes, { at, when }) => {
        const { setup, times } = await settle('Forbid', minutes, new CrashPoint(at, when))
        expect(setup.store.jobs.size).toBe(1)
        expect(new Set(setup.queue.sent.map(({ source }) => JSON.stringify(source)))).toEqual(
          new Set(setup.open.map(({ source }) => JSON.stringify(source))),
        )
        expect(setup.firings).toHaveLength(times)
      }),
    )
  })

  it('Replace ends with one run, the latest that was not superseded, and all others killed', async () => {
    await fc.assert(
      fc.asyncProperty(orders, points, async (minutes, { at, when }) => {
        const { setup, times } = await settle('Replace', minutes, new CrashPoint(at, when))
        expect(setup.open).toHaveLength(1)
        expect(setup.open[0]?.jobId).toBe(setup.firings[0]?.jobId)
        expect(setup.firings[0]?.at).toBe(
          new Date(Date.UTC(2026, 0, 1, 12, Math.max(...minutes))).toISOString().replace('.000', ''),
        )
        expect(setup.firings).toHaveLength(times)
      }),
    )
  })
})
