import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidJobError } from '../../../lib/errors/sparkdrop-error.ts'
import { isCompanion, uploadKind } from '../../../lib/jobs/uploads/upload-key.ts'

describe('the key of an upload', () => {
  it.each([
    ['team-a/pi.jar', 'java'],
    ['team-a/app-1.2.jar', 'java'],
    ['team-a/etl/2026/daily load.py', 'python'],
    ['team-a/größe+1 %.py', 'python'],
    ['team-a/app.zip', 'python-zip'],
    ['team-a/app.pyz', 'python-zip'],
    ['team-a/model.R', 'r'],
    ['team-a/model.r', 'r'],
    ['team-a/nightly.yaml', 'job'],
    ['team-a/nightly.json', 'job'],
  ])('%s says what to run: %s', (key, kind) => {
    expect(uploadKind(key)).toBe(kind)
  })

  it.each([
    ['team-a/notes.txt', '"notes.txt" is nothing that can be run: drop a .jar, a .py, a .zip or .pyz'],
    ['team-a/Makefile', '"Makefile" is nothing that can be run'],
    ['team-a/PI.JAR', '"PI.JAR" is nothing that can be run'],
    ['team.jar/notes', '"notes" is nothing that can be run'],
    ['team-a/a#b.jar', '"team-a/a#b.jar" has a "#" in it'],
    ['team-a/a,b/c.jar', '"team-a/a,b/c.jar" has a "," in it'],
  ])('%s is refused with what to do', (key, message) => {
    expect(() => uploadKind(key)).toThrow(message)
  })

  it.each([
    'team-a/',
    'team-a/pi.jar.yaml',
    'team-a/pi.py.yml',
    'team-a/app.zip.json',
    'team-a/model.R.json',
    'team-a/pi.jar.sparkdrop.json',
    'team-a/nightly.yaml.sparkdrop.json',
    'team-a/_lib/util.jar',
    'team-a/.pi.jar.part',
    '_shared/pi.jar',
  ])('%s accompanies a job and is none', (key) => {
    expect(isCompanion(key)).toBe(true)
  })

  it.each(['team-a/pi.jar', 'team-a/job.yaml', 'team-a/a_b.c/pi.jar'])('%s is more than a companion', (key) => {
    expect(isCompanion(key)).toBe(false)
  })

  it('is understood or refused in words, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1024 }), (key) => {
        try {
          uploadKind(key)
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidJobError)
        }
      }),
    )
  })
})
