import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobStates } from '../../events/job-state.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { advance, claimDriver, countExecutors } from '../../lib/jobs/job-transition.ts'
import { isTerminal, phaseRank } from '../../lib/jobs/phase-rank.ts'
import { job } from '../builders/job.ts'

const at = '2026-01-01T00:00:05.000Z'
const states = fc.constantFrom(...jobStates.filter((state) => state !== 'RETRYING'))
const transition = fc.record({ state: states, attempt: fc.integer({ min: 1, max: 2 }) })

describe('a transition', () => {
  it('takes the job on, with a step in its history and the next revision', () => {
    const before = job()
    const after = advance(before, { state: 'SUBMITTED', attempt: 1 }, at)
    expect(after).toMatchObject({ state: 'SUBMITTED', updatedAt: at, revision: before.revision + 1 })
    expect(after?.history.map(({ state }) => state)).toEqual(['ACCEPTED', 'SUBMITTED'])
  })

  it('drops the reason of the state that is left', () => {
    const held = job({ state: 'SUBMITTED', reason: 'UNSCHEDULABLE', message: 'no node' })
    const after = advance(held, { state: 'RUNNING', attempt: 1 }, at)
    expect(after).not.toHaveProperty('reason')
    expect(after).not.toHaveProperty('message')
  })

  it('keeps a new reason for the same state without another step', () => {
    const after = advance(job({ state: 'SUBMITTED' }), { state: 'SUBMITTED', attempt: 1, reason: 'IMAGE' }, at)
    expect(after).toMatchObject({ reason: 'IMAGE' })
    expect(after?.history).toHaveLength(1)
  })

  it('to the state and reason that are there changes nothing', () => {
    expect(advance(job(), { state: 'ACCEPTED', attempt: 1 }, at)).toBeUndefined()
  })

  it('never leaves an end, never goes back, and never mixes attempts, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(transition), (news) => {
        let current: Job = job()
        for (const to of news) {
          const after = advance(current, to, at)
          if (!after) continue
          expect(isTerminal(current.state)).toBe(false)
          expect(to.attempt).toBe(current.attempt)
          expect(phaseRank(after.state)).toBeGreaterThanOrEqual(phaseRank(current.state))
          current = after
        }
      }),
    )
  })
})

describe('the driver of an attempt', () => {
  const driver = { name: 'pi-driver', uid: 'u1' }

  it('is claimed once', () => {
    const claimed = claimDriver(job(), 1, driver, at)
    expect(claimed?.driver).toEqual({ ...driver, claimedAt: at })
    expect(claimed && claimDriver(claimed, 1, { ...driver, uid: 'u2' }, at)).toBeUndefined()
  })

  it('is not claimed for another attempt or after the end', () => {
    expect(claimDriver(job(), 2, driver, at)).toBeUndefined()
    expect(claimDriver(job({ state: 'KILLED' }), 1, driver, at)).toBeUndefined()
  })
})

describe('executor counts', () => {
  const counts = { pending: 0, running: 2, succeeded: 0, failed: 0, started: 2, at }

  it('are replaced by newer ones, and those ever started do not become fewer', () => {
    const first = countExecutors(job(), job().sparkAppId, counts)
    const later = { ...counts, running: 0, started: 0, at: '2026-01-01T00:00:09.000Z' }
    expect(first && countExecutors(first, first.sparkAppId, later)?.executors).toMatchObject({ running: 0, started: 2 })
  })

  it('that are older, or of another application, change nothing', () => {
    const known = job({ executors: counts })
    expect(countExecutors(known, known.sparkAppId, counts)).toBeUndefined()
    expect(countExecutors(job(), 'spark-other', counts)).toBeUndefined()
  })
})
