import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { letterSubject } from '../../../lib/jobs/dead-letters/letter-subject.ts'

const SAMPLES = new URL('../../../events/samples/', import.meta.url)

const sample = (name: string): unknown => JSON.parse(readFileSync(new URL(name, SAMPLES), 'utf8'))

const JOB_ID = /^[0-9a-f]{32}$/

describe('whose job a message is about', () => {
  it.each(readdirSync(SAMPLES).filter((name) => /^(job-request|job-message)\./.test(name)))('is told of %s', (name) => {
    expect(letterSubject(JSON.stringify(sample(name)), 'm1')).toMatchObject({ jobId: expect.stringMatching(JOB_ID) })
  })

  it.each([
    ['driver-pod.running.json', /^driver pod /],
    ['executor-summary.two-running.json', /^executors of spark-/],
    ['job-state-change.failed.json', /^receipt of a job that is FAILED$/],
  ])('is told of the event %s', (name, about) => {
    const subject = letterSubject(JSON.stringify(sample(name)), 'm1')
    expect(subject).toMatchObject({ about: expect.stringMatching(about), namespace: expect.any(String) })
    expect(subject.jobId).toMatch(JOB_ID)
  })

  it('is told of a receipt that is looked at again', () => {
    const body = JSON.stringify({ jobId: 'a'.repeat(32), waits: { state: 'SUBMITTED', attempt: 1, seconds: 30 } })
    expect(letterSubject(body, 'm1')).toEqual({
      about: 'receipt of a job that is SUBMITTED',
      jobId: 'a'.repeat(32),
    })
  })

  it('is nobody’s where nothing says', () => {
    expect(letterSubject('{"what": 1}', 'm1')).toEqual({ about: 'a message of no known kind' })
  })
})
