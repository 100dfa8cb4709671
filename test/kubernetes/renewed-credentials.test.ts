import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { bearer } from '../../lib/kubernetes/cluster-connection.ts'
import { beforeEnd, renewedCredentials } from '../../lib/kubernetes/renewed-credentials.ts'
import { ManualTimers } from './manual-timers.ts'

/** Credentials with numbers, whose making can be made to wait or to fail. */
const numbered = (freshForMs?: number) => {
  const timers = new ManualTimers()
  const state = { made: 0, hold: Promise.resolve(), failure: undefined as unknown }
  const provider = renewedCredentials(async () => {
    const credentials = bearer(String(++state.made))
    await state.hold
    if (state.failure !== undefined) throw state.failure
    return { credentials, ...(freshForMs === undefined ? {} : { freshForMs }) }
  }, timers.monotonic)
  return { timers, state, provider }
}

describe('credentials that are renewed', () => {
  it('are used as long as they are fresh, counted from when they were asked for', async () => {
    const { timers, state, provider } = numbered(1_000)
    const hold = Promise.withResolvers<void>()
    state.hold = hold.promise
    const first = provider.get()
    await timers.advance(400)
    hold.resolve()
    expect(await first).toEqual(bearer('1'))
    await timers.advance(599)
    expect(await provider.get()).toEqual(bearer('1'))
    await timers.advance(1)
    expect(await provider.get()).toEqual(bearer('2'))
  })

  it('are used until they are refused where nobody knows their end', async () => {
    const { timers, provider } = numbered()
    const first = await provider.get()
    await timers.advance(1e9)
    expect(await provider.get()).toBe(first)
    provider.invalidate(first)
    expect(await provider.get()).toEqual(bearer('2'))
  })

  it('are made once, however many ask for them', async () => {
    const { state, provider } = numbered()
    const all = await Promise.all([provider.get(), provider.get(), provider.get()])
    expect([state.made, new Set(all).size]).toEqual([1, 1])
  })

  it('are made anew once where many requests with them are refused, some late', async () => {
    const { state, provider } = numbered()
    const first = await provider.get()
    provider.invalidate(first)
    provider.invalidate(first)
    const second = await provider.get()
    provider.invalidate(first)
    expect([await provider.get(), state.made]).toEqual([second, 2])
  })

  it('are asked for again after a failure, which is ours to read', async () => {
    const { state, provider } = numbered()
    state.failure = new Error('no route')
    await expect(provider.get()).rejects.toMatchObject({ code: 'KUBERNETES_CREDENTIALS', retryable: true })
    state.failure = new SparkdropError('OURS', 'as it is', false)
    await expect(provider.get()).rejects.toBe(state.failure)
    state.failure = undefined
    expect(await provider.get()).toEqual(bearer('3'))
  })

  it('that end are replaced a minute before, or at the half of a short life', () => {
    expect([beforeEnd(900_000), beforeEnd(120_000), beforeEnd(30_000), beforeEnd(-1)]).toEqual([
      840_000, 60_000, 15_000, -0.5,
    ])
  })

  it('are never given out beyond their freshness nor after they were refused', async () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.constant('refuse' as const)), {
      maxLength: 30,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { timers, provider } = numbered(1_000)
        const bornAt = new Map<unknown, number>()
        const refused = new Set<unknown>()
        for (const step of all) {
          const credentials = await provider.get()
          const born = bornAt.get(credentials) ?? timers.monotonic()
          bornAt.set(credentials, born)
          expect(refused).not.toContain(credentials)
          expect(timers.monotonic() - born).toBeLessThan(1_000)
          if (step === 'refuse') refused.add(credentials)
          if (step === 'refuse') provider.invalidate(credentials)
          else await timers.advance(step)
        }
      }),
      { numRuns: 30 },
    )
  })
})
