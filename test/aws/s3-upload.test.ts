import { randomBytes } from 'node:crypto'
import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BufferPool } from '../../lib/aws/buffer-pool.ts'
import { uploadBuffers, uploadFile } from '../../lib/aws/s3-upload.ts'
import { sliceBodies } from '../../lib/aws/sliced-bodies.ts'
import { type RecordingS3, type S3Refusal, startRecordingS3 } from '../conformance/recording-s3.ts'

const MEGABYTE = 1024 ** 2
const PART = 5 * MEGABYTE
const TO = { bucket: 'bucket', key: 'up/app.jar' }

type Refuse = (method: string, key: string, url: URL) => S3Refusal | undefined | Promise<S3Refusal | undefined>

const partOf = (url: URL): number => Number(url.searchParams.get('partNumber'))

describe('uploading a file to S3', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-s3-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const file = async (bytes: Uint8Array): Promise<string> => {
    await writeFile(join(folder, 'app.jar'), bytes)
    return join(folder, 'app.jar')
  }

  const client = (s3: RecordingS3, checksums: 'WHEN_SUPPORTED' | 'WHEN_REQUIRED' = 'WHEN_REQUIRED') =>
    sliceBodies(
      new S3Client({
        endpoint: s3.url,
        region: 'us-east-1',
        forcePathStyle: true,
        requestChecksumCalculation: checksums,
        credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
      }),
    )

  const upload = async (bytes: Uint8Array, refuse: Refuse = () => undefined, signal?: AbortSignal) => {
    const path = await file(bytes)
    await using s3 = await startRecordingS3(refuse)
    const progress: number[] = []
    const options = { size: bytes.length, buffers: uploadBuffers(bytes.length), signal: signal ?? AbortSignal.any([]) }
    const onProgress = (arrived: number) => progress.push(arrived)
    const ended = await uploadFile(client(s3), path, TO, { ...options, onProgress }).catch((error: unknown) => error)
    return { ended, progress, requests: s3.requests, stored: s3.objects.get('bucket/up/app.jar'), open: s3.openUploads }
  }

  it.each([0, 1, PART])('takes one request for %i bytes', async (size) => {
    const bytes = randomBytes(size)
    const { ended, stored, requests } = await upload(bytes)
    expect(ended).toBeUndefined()
    expect(requests).toEqual(['PUT bucket/up/app.jar?x-id=PutObject'])
    expect(stored?.equals(bytes)).toBe(true)
  })

  it('takes parts for more, several at once, and tells how many bytes have arrived', async () => {
    const bytes = randomBytes(3 * PART + 7)
    const second = Promise.withResolvers<undefined>()
    const firstWaits: Refuse = (_, __, url) => {
      if (partOf(url) === 2) second.resolve(undefined)
      return partOf(url) === 1 ? second.promise : undefined
    }
    const { ended, stored, progress } = await upload(bytes, firstWaits)
    expect(ended).toBeUndefined()
    expect(stored?.equals(bytes)).toBe(true)
    expect(progress.at(-1)).toBe(bytes.length)
    expect(progress).toEqual(progress.toSorted((left, right) => left - right))
  })

  it('sends a part again that the store was too busy for', async () => {
    const bytes = randomBytes(PART + 1)
    let busy = 1
    const { ended, stored } = await upload(bytes, (_, __, url) =>
      partOf(url) === 1 && busy-- > 0 ? { status: 503, code: 'SlowDown' } : undefined,
    )
    expect(ended).toBeUndefined()
    expect(stored?.equals(bytes)).toBe(true)
  })

  it('takes all parts back where one is refused, when none is on its way any more', async () => {
    const refuse: Refuse = (_, __, url) => (partOf(url) === 2 ? { status: 403, code: 'AccessDenied' } : undefined)
    const { ended, open, stored, requests } = await upload(randomBytes(4 * PART), refuse)
    expect(ended).toMatchObject({ code: 'OBJECT_FORBIDDEN', retryable: false })
    expect(open).toEqual([])
    expect(stored).toBeUndefined()
    expect(requests.at(-1)).toMatch(/^DELETE .*uploadId=/)
  })

  it('takes all parts back where their whole is refused', async () => {
    const refuse: Refuse = (method, _, url) =>
      method === 'POST' && url.searchParams.has('uploadId') ? { status: 400, code: 'InvalidPart' } : undefined
    const { ended, open, stored } = await upload(randomBytes(PART + 1), refuse)
    expect(ended).toMatchObject({ code: 'AWS_FAILED' })
    expect(open).toEqual([])
    expect(stored).toBeUndefined()
  })

  it('says which parts stay where they cannot be taken back', async () => {
    const refuse: Refuse = (method, _, url) =>
      partOf(url) === 1 || method === 'DELETE' ? { status: 403, code: 'AccessDenied' } : undefined
    const { ended } = await upload(randomBytes(PART + 1), refuse)
    expect(ended).toMatchObject({ code: 'PARTS_LEFT_BEHIND', retryable: false, details: { uploadId: 'upload-1' } })
  })

  it('stops at once where the person has had enough, and takes back what has arrived', async () => {
    const stop = new AbortController()
    const reason = new Error('enough')
    const refuse: Refuse = (_, __, url) => {
      if (partOf(url) === 2) stop.abort(reason)
      return undefined
    }
    const { ended, open, stored } = await upload(randomBytes(6 * PART), refuse, stop.signal)
    expect(ended).toBe(reason)
    expect(open).toEqual([])
    expect(stored).toBeUndefined()
  })

  it.each([
    ['grew', (path: string) => appendFile(path, 'more')],
    ['was cut short', (path: string) => truncate(path, PART)],
    ['was written anew', (path: string) => utimes(path, 1, 1)],
  ])('does not make an object of a file that %s meanwhile', async (_, change) => {
    const once: Refuse = async (method, __, url) => {
      if (method === 'POST' && url.searchParams.has('uploads')) await change(join(folder, 'app.jar'))
      return undefined
    }
    const { ended, open, stored } = await upload(randomBytes(3 * PART), once)
    expect(ended).toMatchObject({ code: 'FILE_CHANGED', retryable: false })
    expect(open).toEqual([])
    expect(stored).toBeUndefined()
  })

  it('does not begin with a file that has changed since it was looked at', async () => {
    const path = await file(randomBytes(10))
    await using s3 = await startRecordingS3()
    const options = { size: 9, buffers: uploadBuffers(9), onProgress: () => {}, signal: AbortSignal.any([]) }
    await expect(uploadFile(client(s3), path, TO, options)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(s3.requests).toEqual([])
  })

  it.each([
    ['NoSuchBucket', 'BUCKET_MISSING', false],
    ['NoSuchUpload', 'UPLOAD_LOST', true],
  ])('tells what %s means', async (code, ours, retryable) => {
    const { ended } = await upload(randomBytes(PART + 1), (method) =>
      method === 'PUT' ? { status: 404, code } : undefined,
    )
    expect(ended).toMatchObject({ code: ours, retryable })
  })

  it('gives every part the checksum that S3 has of it where the store knows checksums', async () => {
    const bytes = randomBytes(PART + 3)
    const path = await file(bytes)
    await using s3 = await startRecordingS3()
    const options = { size: bytes.length, buffers: uploadBuffers(0), onProgress: () => {}, signal: AbortSignal.any([]) }
    await uploadFile(client(s3, 'WHEN_SUPPORTED'), path, TO, options)
    const sums = [bytes.subarray(0, PART), bytes.subarray(PART)].map((part) => {
      const sum = Buffer.alloc(4)
      sum.writeUInt32BE(crc32(part))
      return sum.toString('base64')
    })
    expect(s3.checksums.toSorted()).toEqual(sums.toSorted())
    for (const sum of sums) expect(s3.completions[0]).toContain(`<ChecksumCRC32>${sum}</ChecksumCRC32>`)
  })

  it('shares its buffers among all files that travel at once', async () => {
    const bytes = randomBytes(3 * PART)
    const path = await file(bytes)
    let here = 0
    let most = 0
    await using s3 = await startRecordingS3(async (method) => {
      if (method !== 'PUT') return undefined
      most = Math.max(most, ++here)
      await new Promise(setImmediate)
      here--
      return undefined
    })
    const buffers = new BufferPool(PART, 2)
    const keys = ['a', 'b', 'c']
    const options = { size: bytes.length, buffers, onProgress: () => {}, signal: AbortSignal.any([]) }
    await Promise.all(keys.map((key) => uploadFile(client(s3), path, { bucket: 'bucket', key }, options)))
    for (const key of keys) expect(s3.objects.get(`bucket/${key}`)?.equals(bytes)).toBe(true)
    expect(most).toBeLessThanOrEqual(2)
  })
})

describe('the buffers of uploads', () => {
  it.each([0, 1024, 48 * 1024 ** 3, 5 * 1024 ** 4])('are large enough for %i bytes in 10,000 parts', (largest) => {
    const { size, count } = uploadBuffers(largest)
    expect(size * 10_000).toBeGreaterThanOrEqual(largest)
    expect(size).toBeGreaterThanOrEqual(PART)
    expect(count).toBeGreaterThan(0)
  })

  it('stay within the same memory where parts are larger, down to one', () => {
    const { size, count } = uploadBuffers(60 * 1024 ** 3)
    expect(size * count).toBeLessThanOrEqual(15 * MEGABYTE)
    expect(uploadBuffers(1024 ** 4).count).toBe(1)
  })
})
