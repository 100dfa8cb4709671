import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareWaiting,
  enlist,
  hindrance,
  letIn,
  ROOM,
  type Roster,
  type Waiting,
  withLimit,
  withoutGone,
} from '../../../lib/jobs/admission/roster.ts'
import { admitted, roster, waiting } from '../../builders/roster.ts'

const AT = '2026-01-01T00:01:00.000Z'
const ids = (entries: readonly { jobId: string }[]): readonly string[] => entries.map(({ jobId }) => jobId)

describe('a roster', () => {
  it('lets in the best by priority, then by age', () => {
    const all = [
      waiting('old', { since: '2026-01-01T00:00:01.000Z' }),
      waiting('urgent', { priority: 5, since: '2026-01-01T00:00:09.000Z' }),
      waiting('new', { since: '2026-01-01T00:00:02.000Z' }),
    ]
    const after = letIn(all.reduce(enlist, roster({ runningLimit: 2 })), AT)
    expect(ids(after.admitted)).toEqual(['urgent', 'old'])
    expect(ids(after.waiting)).toEqual(['new'])
  })

  it('lets nobody be held up by who waits for another key', () => {
    const before = roster({
      admitted: [admitted('runs', { key: 'a' })],
      waiting: [waiting('same', { key: 'a', priority: 9 }), waiting('other', { key: 'b' }), waiting('none')],
    })
    const after = letIn(before, AT)
    expect(ids(after.admitted)).toEqual(['runs', 'other', 'none'])
    expect(ids(after.waiting)).toEqual(['same'])
  })

  it('gives each slot the number of the write that gave it', () => {
    const after = letIn(roster({ revision: 6, waiting: [waiting('a')] }), AT)
    expect(after.admitted).toEqual([{ jobId: 'a', attempt: 1, slot: 7, at: AT }])
  })

  it('says what hinders: the namespace, the key, or that it is full itself', () => {
    const one = { key: 'k', keyLimit: 1 }
    expect(hindrance(roster(), one)).toBeUndefined()
    expect(hindrance(roster({ runningLimit: 1, admitted: [admitted('a')] }), one)).toBe('namespace')
    expect(hindrance(roster({ runningLimit: 2, admitted: [admitted('a', { key: 'k' })] }), one)).toBe('key')
    const full = Array.from({ length: ROOM.admitted }, (_, i) => admitted(String(i)))
    expect(hindrance(roster({ admitted: full }), one)).toBe('roster')
  })

  it('takes the limit as it is now, and none where there is none any more', () => {
    const before = roster({ runningLimit: 1, admitted: [admitted('a')], waiting: [waiting('b')] })
    expect(letIn(withLimit(before, 2), AT).waiting).toEqual([])
    expect(withLimit(before, undefined)).not.toHaveProperty('runningLimit')
    expect(withLimit(before, 1)).toBe(before)
  })

  it('is the same where nobody is gone', () => {
    const before = roster({ admitted: [admitted('a')] })
    expect(withoutGone(before, () => false)).toBe(before)
  })

  describe('that has no room for more who wait', () => {
    const many = Array.from({ length: ROOM.waiting }, (_, i) => waiting(`w${i}`, { priority: 1 }))
    const full = roster({ waiting: many })

    it('keeps the best, and knows that there are others', () => {
      const after = enlist(full, waiting('best', { priority: 2 }))
      expect(after.waiting).toHaveLength(ROOM.waiting)
      expect(after.waiting[0]?.jobId).toBe('best')
      expect(after.more).toBe(true)
    })

    it('puts nobody who might rank below those others before them', () => {
      const less = { ...full, waiting: full.waiting.slice(0, 2), more: true }
      expect(enlist(less, waiting('worst'))).toBe(less)
      expect(ids(enlist(less, waiting('best', { priority: 2 })).waiting)).toEqual(['best', 'w0', 'w1'])
    })

    it('fits into a record with all its texts at their longest', () => {
      const id = 'f'.repeat(32)
      const key = 'f'.repeat(16)
      const one = waiting(id, { key, keyLimit: 10_000, priority: -1000, attempt: 1_000_000 })
      const other = admitted(id, { key, slot: 1_000_000_000, attempt: 1_000_000 })
      const record = {
        ...full,
        waiting: Array.from({ length: ROOM.waiting }, () => one),
        admitted: Array.from({ length: ROOM.admitted }, () => other),
      }
      // JSON takes more than DynamoDB's own form, which has no quotes, but a few bytes for each number and map.
      expect(JSON.stringify(record).length).toBeLessThan(400 * 1024)
    })
  })
})

const arrivals = fc.array(
  fc.record({
    key: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    keyLimit: fc.integer({ min: 1, max: 3 }),
    priority: fc.integer({ min: -2, max: 2 }),
    since: fc.integer({ min: 0, max: 9 }).map((second) => `2026-01-01T00:00:0${second}.000Z`),
  }),
  { maxLength: 30 },
)

type Arrival = Omit<Waiting, 'key' | 'jobId' | 'attempt'> & { readonly key: string | undefined }

const entries = (given: readonly Arrival[]): readonly Waiting[] =>
  given.map(({ key, ...rest }, i) => waiting(`job-${i}`, { ...rest, ...(key === undefined ? {} : { key }) }))

/** Whoever was let in, each better one that still waits was hindered at that very moment, and is now. */
const expectFair = (after: Roster, all: readonly Waiting[]): void => {
  const byId = new Map(all.map((one) => [one.jobId, one]))
  after.admitted.forEach(({ jobId }, i) => {
    const then = { ...after, admitted: after.admitted.slice(0, i) }
    for (const one of after.waiting)
      if (compareWaiting(one, byId.get(jobId) as Waiting) < 0) expect(hindrance(then, one)).toBeDefined()
  })
  for (const one of after.waiting) expect(hindrance(after, one)).toBeDefined()
}

describe('any roster', () => {
  it('lets in as many as the limits allow, no more, and nobody before a better one that waits for the same', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 5 }), (given, runningLimit) => {
        const all = entries(given)
        const after = letIn(all.reduce(enlist, roster({ runningLimit })), AT)
        expect(after.admitted.length).toBeLessThanOrEqual(runningLimit)
        for (const { key, jobId } of after.admitted) {
          const { keyLimit } = all.find((one) => one.jobId === jobId) as Waiting
          const before = after.admitted.slice(0, ids(after.admitted).indexOf(jobId))
          if (key !== undefined) expect(before.filter((one) => one.key === key).length).toBeLessThan(keyLimit)
        }
        expect([...ids(after.admitted), ...ids(after.waiting)].sort()).toEqual([...ids(all)].sort())
        expectFair(after, all)
      }),
    )
  })
})
