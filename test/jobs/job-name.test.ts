import { describe, expect, it } from 'vitest'
import { defaultName } from '../../lib/jobs/job-name.ts'
import { jobRequest } from '../builders/job.ts'

const named = (file: string): string => defaultName(jobRequest({ main: { file: `s3a://drop/${file}` } }))

describe('a job that nobody gave a name', () => {
  it('is called as its file, without folders and ending', () => {
    expect(named('team-a/etl/pi.v2.py')).toBe('pi.v2')
  })

  it('is called as its class where it has no file', () => {
    expect(defaultName(jobRequest({ main: { class: 'com.example.Pi' } }))).toBe('com.example.Pi')
  })

  it('is called by the beginning of a name that its pods could not have', () => {
    expect(named(`team-a/${'é'.repeat(300)}.py`)).toBe('é'.repeat(200))
    expect([...named(`team-a/${'🚀'.repeat(300)}.py`)]).toHaveLength(200)
  })
})
