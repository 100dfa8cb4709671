import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverPodSchema } from '../../events/pod-event.ts'
import { explain, type ObservedDriver, observeDriver } from '../../lib/jobs/classify/fold-observations.ts'
import { phaseRank } from '../../lib/jobs/phase-rank.ts'
import { recordedPods, type WatchRecord } from './recorded-pods.ts'

const fold = (watch: readonly WatchRecord[], each: (driver: ObservedDriver) => void = () => {}) =>
  watch.reduce<ObservedDriver | undefined>((known, { type, object }) => {
    const driver = observeDriver(known, { type, pod: driverPodSchema.parse(object) })
    each(driver)
    return driver
  }, undefined)

describe.each(recordedPods)('a driver pod that lived on a real kubelet: $name', ({ watch, events, meaning }) => {
  it('ends in the state and for the reason that a person would give', () => {
    const { state, reason = null } = explain(watch, events)
    expect({ state, reason }).toEqual({ state: meaning.state, reason: meaning.reason })
  })

  it('is judged the same by its last observation alone', () => {
    const { state, reason = null } = explain(watch.slice(-1), events)
    expect({ state, reason }).toEqual({ state: meaning.state, reason: meaning.reason })
  })

  it('is never judged to have gone back, nor to have ended in two ways', () => {
    const verdicts = watch.map((_, index) => explain(watch.slice(0, index + 1), events))
    const ranks = verdicts.map(({ state }) => phaseRank(state))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    const ends = verdicts.filter(({ terminal }) => terminal).map(({ state, reason }) => `${state} ${reason}`)
    expect(new Set(ends).size).toBeLessThanOrEqual(1)
  })

  it('is judged the same when observations come twice and in any order', () => {
    const meaningOf = (driver?: ObservedDriver) => `${driver?.verdict.state} ${driver?.verdict.reason}`
    const expected = meaningOf(fold(watch))
    const delivery = fc
      .array(fc.constantFrom(...watch), { maxLength: watch.length })
      .chain((twice) => fc.shuffledSubarray([...watch, ...twice], { minLength: watch.length + twice.length }))
    fc.assert(
      fc.property(delivery, (delivered) => {
        let rank = 0
        const driver = fold(delivered, ({ verdict }) => {
          expect(phaseRank(verdict.state)).toBeGreaterThanOrEqual(rank)
          rank = phaseRank(verdict.state)
        })
        expect(meaningOf(driver)).toBe(expected)
        expect(explain(delivered, events)).toEqual(explain(watch, events))
      }),
      { numRuns: 50 },
    )
  })
})
