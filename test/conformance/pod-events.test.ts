import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverPodSchema } from '../../events/pod-event.ts'
import type { DriverObservation } from '../../lib/jobs/classify/classify-driver.ts'
import { explain, type ObservedDriver, observeDriver } from '../../lib/jobs/classify/fold-observations.ts'
import { phaseRank } from '../../lib/jobs/phase-rank.ts'

interface WatchRecord {
  type: DriverObservation['type']
  object: { metadata: { resourceVersion: string } }
}

const recordings = new URL('../../../shared/oracle/pod-events/', import.meta.url)
const present = existsSync(recordings)
if (!present) console.warn(`recorded pods are not at ${recordings.pathname}: their conformance tests are skipped`)

const lines = (name: string, file: string): unknown[] =>
  readFileSync(new URL(`${name}/${file}`, recordings), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

const recorded = (present ? readdirSync(recordings) : ['(none here)']).map((name) => ({
  name,
  watch: present ? (lines(name, 'watch.jsonl') as WatchRecord[]) : [],
  events: present ? lines(name, 'events.jsonl') : [],
  meaning: present ? JSON.parse(readFileSync(new URL(`${name}/meaning.json`, recordings), 'utf8')) : {},
}))

const fold = (watch: readonly WatchRecord[], each: (driver: ObservedDriver) => void = () => {}) =>
  watch.reduce<ObservedDriver | undefined>((known, { type, object }) => {
    const driver = observeDriver(known, { type, pod: driverPodSchema.parse(object) })
    each(driver)
    return driver
  }, undefined)

describe.skipIf(!present).each(recorded)(
  'a driver pod that lived on a real kubelet: $name',
  ({ watch, events, meaning }) => {
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
      const expected = fold(watch)?.verdict
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
          expect(driver?.verdict).toEqual(expected)
          expect(explain(delivered, events)).toEqual(explain(watch, events))
        }),
        { numRuns: 50 },
      )
    })
  },
)
