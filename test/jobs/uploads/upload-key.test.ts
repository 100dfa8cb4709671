import { describe, expect, it } from 'vitest'
import { isCompanion, parseUploadKey } from '../../../lib/jobs/uploads/upload-key.ts'

describe('the key of an upload', () => {
  it.each([
    ['team-a/pi.jar', { namespace: 'team-a', name: 'pi', language: 'java' }],
    ['team-a/etl/2026/daily load.py', { namespace: 'team-a', name: 'daily load', language: 'python' }],
    ['team-a/app-1.2.jar', { namespace: 'team-a', name: 'app-1.2', language: 'java' }],
  ])('%s says what to run and where', (key, job) => {
    expect(parseUploadKey(key)).toEqual(job)
  })

  it.each([
    ['pi.jar', 'names no namespace: drop it at <namespace>/pi.jar'],
    ['Team_A/pi.jar', '"Team_A", the first folder of "Team_A/pi.jar", must be a Kubernetes namespace'],
    ['team-a/notes.txt', '"notes.txt" is nothing that can be run: drop a .jar or a .py file'],
    ['team-a/Makefile', '"Makefile" is nothing that can be run'],
    ['team-a/a#b.jar', '"team-a/a#b.jar" has a "#" in it'],
    ['team-a/a,b/c.jar', '"team-a/a,b/c.jar" has a "," in it'],
    ['team-a/.jar', '".jar" is nothing that can be run'],
  ])('%s is refused with what to do', (key, message) => {
    expect(() => parseUploadKey(key)).toThrow(message)
  })

  it.each(['team-a/', 'team-a/pi.jar.yaml', 'team-a/pi.py.yml', 'team-a/pi.jar.sparkdrop.json'])(
    '%s accompanies a job and is none',
    (key) => {
      expect(isCompanion(key)).toBe(true)
    },
  )

  it.each(['team-a/pi.jar', 'team-a/job.yaml'])('%s is more than a companion', (key) => {
    expect(isCompanion(key)).toBe(false)
  })
})
