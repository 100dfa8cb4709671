import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Demand, type PlanInput, planCreations, splitSlots } from '../../lib/scheduler/allocation-plan.ts'
import { settingsOf } from './executor-specs.ts'

const demandOf = (profileId: number, target: number, counts: Partial<Demand['counts']> = {}): Demand => ({
  profileId,
  target,
  counts: { creating: 0, pending: 0, running: 0, ...counts },
})

const inputOf = (
  demands: readonly Demand[],
  conf: Record<string, string> = {},
  more: Partial<PlanInput> = {},
): PlanInput => ({
  demands,
  settings: settingsOf(conf).allocation,
  slots: 1_000,
  nextId: 1,
  now: 0,
  ...more,
})

describe('the plan of creations', () => {
  it('begins all that is missing at once, where neither size nor delay of a batch is set', () => {
    expect(planCreations(inputOf([demandOf(0, 500, { running: 20, creating: 5 })])).begin).toEqual(new Map([[0, 475]]))
  })

  it('begins no more than may be under way, for those who lack most', () => {
    const plan = planCreations(inputOf([demandOf(0, 3), demandOf(1, 90)], {}, { slots: 10 }))
    expect(plan.begin).toEqual(
      new Map([
        [1, 5],
        [0, 3],
      ]),
    )
  })

  it('keeps to the size and the delay of a batch where they are set', () => {
    const conf = { 'spark.kubernetes.allocation.batch.size': '7', 'spark.kubernetes.allocation.batch.delay': '2s' }
    const first = planCreations(inputOf([demandOf(0, 20)], conf))
    expect(first).toMatchObject({ begin: new Map([[0, 7]]), nextRoundAt: 2_000 })
    const round = first.round ?? { startedAt: 0, left: new Map() }
    const soon = planCreations(inputOf([demandOf(0, 20, { creating: 7 })], conf, { round, now: 1_999 }))
    expect(soon.begin).toEqual(new Map())
    const next = planCreations(inputOf([demandOf(0, 20, { pending: 7 })], conf, { round, now: 2_000 }))
    expect(next.begin).toEqual(new Map([[0, 7]]))
  })

  it('shares what may be pending between profiles that lack executors', () => {
    const conf = { 'spark.kubernetes.allocation.maxPendingPods': '7' }
    const plan = planCreations(inputOf([demandOf(0, 10, { pending: 2 }), demandOf(1, 10)], conf))
    expect(plan.begin).toEqual(
      new Map([
        [0, 3],
        [1, 2],
      ]),
    )
  })

  it('keeps each profile to what may be pending of one', () => {
    const conf = { 'spark.kubernetes.allocation.maxPendingPodsPerRp': '4' }
    const plan = planCreations(inputOf([demandOf(0, 10, { running: 1, pending: 3 }), demandOf(1, 10)], conf))
    expect(plan.begin).toEqual(
      new Map([
        [1, 4],
        [0, 1],
      ]),
    )
  })

  it('gives no id that the lifetime budget of the application forbids', () => {
    const conf = { 'spark.kubernetes.allocation.maximum': '5' }
    expect(planCreations(inputOf([demandOf(0, 10)], conf, { nextId: 3 })).begin).toEqual(new Map([[0, 2]]))
    expect(planCreations(inputOf([demandOf(0, 10)], conf, { nextId: 5 })).begin).toEqual(new Map())
  })

  it('never begins more than is missing, whatever is asked for', () => {
    const count = fc.nat({ max: 60 })
    const demand = fc.record({
      target: count,
      counts: fc.record({ creating: count, pending: count, running: count }),
    })
    fc.assert(
      fc.property(fc.array(demand, { maxLength: 4 }), fc.nat({ max: 80 }), fc.nat({ max: 100 }), (all, slots, most) => {
        const demands = all.map((one, profileId) => ({ ...one, profileId }))
        const conf = { 'spark.kubernetes.allocation.maxPendingPods': String(most + 1) }
        const { begin } = planCreations(inputOf(demands, conf, { slots }))
        const begun = [...begin.values()].reduce((a, b) => a + b, 0)
        expect(begun).toBeLessThanOrEqual(slots)
        for (const { profileId, target, counts } of demands) {
          const there = counts.creating + counts.pending + counts.running
          expect(begin.get(profileId) ?? 0).toBeLessThanOrEqual(Math.max(0, target - there))
        }
      }),
    )
  })

  it('splits slots as evenly as can be', () => {
    expect(splitSlots(3, 8)).toEqual([3, 3, 2])
    expect(splitSlots(0, 8)).toEqual([])
  })
})
