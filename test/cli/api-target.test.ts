import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiClient } from '../../lib/cli/api-client/api-client.ts'
import { ApiTarget } from '../../lib/cli/upload/api-target.ts'
import { type RecordingS3, type S3Refusal, startRecordingS3 } from '../conformance/recording-s3.ts'
import { ServedApi } from './stack/served-api.ts'

const { signal } = new AbortController()
let api: ServedApi
let store: RecordingS3
let folder: string
let answers: S3Refusal[]
let time: number
let pauses: number[]

beforeEach(async () => {
  answers = []
  time = 0
  pauses = []
  api = await ServedApi.start()
  store = await startRecordingS3(() => answers.shift())
  api.setup.objectStore = store.url
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-target-'))
})
afterEach(async () => {
  await api[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const timers = {
  now: () => time,
  monotonic: () => time,
  next: () => 0.5,
  sleep: async (ms: number) => {
    pauses.push(ms)
    time += ms
  },
}

const target = () => {
  const authorize = async ({ headers }: { headers: Readonly<Record<string, string>> }) => ({
    ...headers,
    authorization: 'Bearer alice',
  })
  const client = new ApiClient({ url: api.url, authorize, timers, signal })
  return new ApiTarget({ client, namespace: 'team-a', key: 'k', timers, signal })
}

const placed = async (to: ApiTarget, text: string) => {
  const path = join(folder, 'a.txt')
  await writeFile(path, text)
  const [upload] = await to.place([{ source: path, property: 'spark.files', path, size: text.length, target: '' }])
  if (!upload) throw new Error('the API gave no place')
  return upload
}

const asked = () => api.calls.filter((call) => call === 'POST /v1/uploads').length
const options = { signal, onProgress: () => undefined }

describe('putting a file to a place that the API gave', () => {
  it('takes the request that came with the place while it is good, and another afterwards', async () => {
    const to = target()
    const upload = await placed(to, 'text')
    await to.put(upload, options)
    expect(asked()).toBe(1)
    time += 880_000
    await to.put(upload, options)
    expect(asked()).toBe(2)
    expect([...store.objects.values()].map(String)).toEqual(['text'])
  })

  it('is tried again where the store did not answer, or its time was over, by a new request and to the same place', async () => {
    answers = [
      { status: 503, code: 'SlowDown' },
      { status: 403, code: 'AccessDenied' },
    ]
    const to = target()
    const upload = await placed(to, 'text')
    await to.put(upload, options)
    expect([store.requests.length, asked(), pauses]).toEqual([3, 3, [500, 1000]])
    expect([...store.objects.keys()]).toEqual([upload.target.replace('s3a://', '')])
  })

  it.each([
    [{ status: 403, code: 'AccessDenied' }, 4, { code: 'OBJECT_FORBIDDEN', retryable: false }],
    [{ status: 503, code: 'SlowDown' }, 4, { code: 'UPLOAD_REFUSED', retryable: true }],
    [{ status: 400, code: 'EntityTooLarge' }, 1, { code: 'UPLOAD_REFUSED', retryable: false }],
    [{ status: 400, code: 'BadDigest' }, 1, { code: 'FILE_CHANGED', retryable: false }],
  ])('ends with what the store says where it stays so: %j', async (refusal, tries, error) => {
    answers = Array.from({ length: 10 }, () => refusal)
    const to = target()
    const upload = await placed(to, 'text')
    const failure = await to.put(upload, options).catch((it: unknown) => it as Error)
    expect(failure).toMatchObject(error)
    expect(String(failure)).not.toContain('X-Amz')
    expect(store.requests).toHaveLength(tries)
  })

  it('is not begun where the file is another by then, or nobody wants it any more', async () => {
    const to = target()
    const upload = await placed(to, 'text')
    await expect(to.put(upload, { ...options, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
      'enough',
    )
    await writeFile(upload.path, 'longer text')
    await expect(to.put(upload, options)).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(store.requests).toEqual([])
  })
})
