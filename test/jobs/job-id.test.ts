import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveJobId, deriveSparkAppId } from '../../lib/jobs/job-id.ts'

const source = fc.record({
  kind: fc.constant('s3' as const),
  bucket: fc.string(),
  key: fc.string(),
  versionId: fc.string({ minLength: 1 }),
})

describe('a job id', () => {
  it('is 32 hex digits, the same for the same version of an object whatever else its event says', () => {
    fc.assert(
      fc.property(source, fc.string(), (s3, sequencer) => {
        expect(deriveJobId(s3)).toMatch(/^[0-9a-f]{32}$/)
        expect(deriveJobId({ ...s3, sequencer })).toBe(deriveJobId(s3))
      }),
    )
  })

  it('differs for every other source', () => {
    fc.assert(
      fc.property(source, source, (a, b) => {
        fc.pre(a.bucket !== b.bucket || a.key !== b.key || a.versionId !== b.versionId)
        expect(deriveJobId(a)).not.toBe(deriveJobId(b))
      }),
    )
  })

  it('tells the same bytes put twice apart where the bucket keeps no versions', () => {
    const put = { kind: 's3' as const, bucket: 'b', key: 'k', etag: 'e' }
    expect(deriveJobId({ ...put, sequencer: '1' })).not.toBe(deriveJobId({ ...put, sequencer: '2' }))
  })

  it('gives each attempt an application id as Spark would make them', () => {
    expect(deriveSparkAppId('a', 1)).toMatch(/^spark-[0-9a-f]{32}$/)
    expect(deriveSparkAppId('a', 1)).not.toBe(deriveSparkAppId('a', 2))
  })
})
