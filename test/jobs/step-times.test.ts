import { describe, expect, it } from 'vitest'
import type { JobStateChange } from '../../events/job-state.ts'
import type { JobStep } from '../../lib/jobs/job.ts'
import { stepTimes } from '../../lib/jobs/step-times.ts'

const step = (state: JobStep['state'], second: number, attempt = 1): JobStep => ({
  state,
  attempt,
  at: new Date(second * 1000).toISOString(),
})

/** The times of the last step of this history. */
const timesOf = (...history: readonly JobStep[]) => {
  const [previous, last] = history.slice(-2)
  if (!previous || !last) throw new Error('a history of two steps at least')
  const about = { version: 1, jobId: 'j', sparkAppId: 's', namespace: 'n', previous: previous.state } as const
  const change: JobStateChange = { ...about, ...last }
  return stepTimes(change, history)
}

describe('the times of a job’s steps', () => {
  it('are from acceptance to submission', () => {
    expect(timesOf(step('ACCEPTED', 1), step('SUBMITTED', 3.5))).toEqual({ submission: 2500 })
  })

  it('leave out the submission of a job that waited, which says nothing of how fast sparkdrop is', () => {
    expect(timesOf(step('ACCEPTED', 1), step('QUEUED', 2), step('SUBMITTED', 600))).toEqual({})
    expect(timesOf(step('ACCEPTED', 1), step('RETRYING', 20, 2), step('SUBMITTED', 60, 2))).toEqual({})
  })

  it('are from submission to a driver that runs, of the same attempt', () => {
    expect(timesOf(step('ACCEPTED', 1), step('SUBMITTED', 3), step('RUNNING', 10))).toEqual({ start: 7000 })
    expect(
      timesOf(step('SUBMITTED', 3), step('RETRYING', 20, 2), step('SUBMITTED', 30, 2), step('RUNNING', 31, 2)),
    ).toEqual({ start: 1000 })
  })

  it('know no start of a driver that ran before its submission was recorded', () => {
    expect(timesOf(step('ACCEPTED', 1), step('RUNNING', 10))).toEqual({})
  })

  it('are never less than none, whoever’s clock is ahead', () => {
    expect(timesOf(step('ACCEPTED', 5), step('SUBMITTED', 3))).toEqual({ submission: 0 })
  })

  it('say nothing of an end', () => {
    expect(timesOf(step('SUBMITTED', 3), step('RUNNING', 10), step('SUCCEEDED', 30))).toEqual({})
  })
})
