import { randomBytes } from 'node:crypto'
import { S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { copyInParts, partRanges } from '../../lib/aws/s3-multipart-copy.ts'
import { type RecordingS3, type S3Refusal, startRecordingS3 } from '../conformance/recording-s3.ts'

const TO = { bucket: 'bucket', key: 'copy.jar' }

const client = ({ url }: RecordingS3) =>
  new S3Client({
    endpoint: url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  })

const copy = async (
  bytes: Buffer,
  partBytes: number,
  refuse: (method: string, key: string, url: URL) => S3Refusal | undefined | Promise<S3Refusal | undefined>,
) => {
  await using s3 = await startRecordingS3(refuse)
  s3.objects.set('bucket/large.jar', bytes)
  const large = { source: 'bucket/large.jar', size: bytes.length, etag: 'tag' }
  const ended = await copyInParts(client(s3), large, TO, partBytes).catch((error: unknown) => error)
  return { ended, open: s3.openUploads, copied: s3.objects.get('bucket/copy.jar'), requests: s3.requests }
}

const partOf = (url: URL): number => Number(url.searchParams.get('partNumber'))

describe('copying an object part by part', () => {
  it('makes the same object, whatever the parts', async () => {
    const bytes = randomBytes(1000)
    for (const partBytes of [1000, 999, 300, 37]) {
      const { ended, copied, open } = await copy(bytes, partBytes, () => undefined)
      expect(ended).toBeUndefined()
      expect(copied?.equals(bytes)).toBe(true)
      expect(open).toEqual([])
    }
  })

  it('takes all parts back where one is refused, after the last of them has come', async () => {
    const refused = Promise.withResolvers<undefined>()
    const { ended, open, copied, requests } = await copy(randomBytes(100), 10, async (_, __, url) => {
      if (partOf(url) === 3) {
        setImmediate(() => refused.resolve(undefined))
        return { status: 412, code: 'PreconditionFailed' }
      }
      if (partOf(url) > 0) await refused.promise
      return undefined
    })
    expect(ended).toMatchObject({ name: 'PreconditionFailed' })
    expect(open).toEqual([])
    expect(copied).toBeUndefined()
    expect(requests.at(-1)).toMatch(/^DELETE bucket\/copy\.jar\?uploadId=/)
    expect(requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(1)
  })

  it('covers every byte once', () => {
    expect(partRanges(10, 4)).toEqual([
      [0, 3],
      [4, 7],
      [8, 9],
    ])
    expect(partRanges(8, 4)).toHaveLength(2)
  })
})
