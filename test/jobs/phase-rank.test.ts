import { describe, expect, it } from 'vitest'
import { jobStates } from '../../events/job-state.ts'
import { isTerminal, phaseRank } from '../../lib/jobs/phase-rank.ts'

describe('the rank of a state', () => {
  it('grows along the way of an attempt', () => {
    const way = ['ACCEPTED', 'QUEUED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED'] as const
    expect(way.map(phaseRank)).toEqual([0, 1, 2, 3, 4])
  })

  it('is the same for all terminal states, so that none replaces another', () => {
    const terminal = jobStates.filter(isTerminal)
    expect(terminal).toEqual(['SUCCEEDED', 'FAILED', 'KILLED', 'REJECTED'])
    expect(new Set(terminal.map(phaseRank))).toEqual(new Set([4]))
  })

  it('has RETRYING open the next attempt', () => {
    expect(phaseRank('RETRYING')).toBe(phaseRank('ACCEPTED'))
    expect(isTerminal('RETRYING')).toBe(false)
  })
})
