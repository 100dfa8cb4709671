import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcedFilesSchema } from '../../lib/api/announced-files.ts'
import { judgedUri } from '../../lib/policy/file-uri.ts'
import { announcedPlace } from '../../lib/staging/announced-place.ts'
import { stagingFolder } from '../../lib/staging/plan-staging.ts'
import { parseS3Path } from '../../lib/staging/s3-uri.ts'
import { uploadSigner } from '../builders/upload-signer.ts'
import { ManualClock } from '../fakes/manual-clock.ts'

const BY = { principal: 'jwt:alice', namespace: 'team-a', key: 'k' }
const ROOT = 's3a://staging/uploads'

/** Names of all kinds, those that try to get out above all. */
const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(fc.constantFrom('.', '..', '/', '%2e', '%2F', '\\', 'team-b', '?', '*', '{', '}', ' ', 'é'), {
      maxLength: 6,
    })
    .map((parts) => parts.join('')),
)
const isAccepted = (text: string): boolean =>
  announcedFilesSchema.safeParse({ namespace: 'team-a', files: [{ name: text, size: 1 }] }).success

describe('the place of an announced file', () => {
  it('is in the folder of its namespace whatever it is called, for whoever reads the URI, the key or the request', async () => {
    const signer = uploadSigner(new ManualClock(), () => 'https://store.example')
    await fc.assert(
      fc.asyncProperty(name.filter(isAccepted), async (called) => {
        const uri = announcedPlace(ROOT, BY, { name: called, size: 1 })
        const { bucket, key } = parseS3Path(uri)
        expect(bucket).toBe('staging')
        expect(key).toMatch(/^uploads\/team-a\/spark-upload-[0-9a-f-]{36}\/[^/]+$/)
        expect(key.endsWith(`/${called}`)).toBe(true)
        const judged = judgedUri(uri)
        if ('uri' in judged) expect(judged.uri).toBe(uri.replace('s3a', 's3'))
        const { url } = await signer.signPut({ bucket, key }, { size: 1 }, 60)
        expect(decodeURIComponent(new URL(url).pathname)).toBe(`/staging/${key}`)
      }),
      { numRuns: 500 },
    )
  })

  it('is never in a folder that the copies of a job are in', () => {
    const [folder] =
      /^.*\/spark-upload-[0-9a-f-]{36}\//.exec(announcedPlace(ROOT, BY, { name: 'a.jar', size: 1 })) ?? []
    expect(folder).not.toBe(stagingFolder(`${ROOT}/team-a`, BY.key))
  })

  it('keeps apart what could be read as one another', () => {
    const places = [
      announcedPlace(ROOT, { ...BY, principal: 'jwt:alice","k' }, { name: 'a.jar', size: 1 }),
      announcedPlace(ROOT, { ...BY, key: 'k","a.jar' }, { name: 'a.jar', size: 1 }),
      announcedPlace(ROOT, BY, { name: 'a.jar', size: 1 }),
      announcedPlace(ROOT, BY, { name: 'a.jar', size: 11 }),
    ]
    expect(new Set(places.map((place) => place.split('/')[5])).size).toBe(4)
  })
})
