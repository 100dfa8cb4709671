import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { podS3Client, S3ObjectFetcher } from '../../../lib/aws/s3-object-fetcher.ts'
import { type Answer, content, cutShort, type ObjectServer, refusal, startObjectServer } from './object-server.ts'

const OBJECT = { bucket: 'bucket', key: 'staging/u/a b.jar' }
const PATH = '/bucket/staging/u/a b.jar'

describe('fetching an object into a file', () => {
  let folder: string
  let server: ObjectServer | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fetch-'))
  })
  afterEach(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const fetcherFor = async (answers: readonly Answer[]): Promise<S3ObjectFetcher> => {
    server = await startObjectServer({ [PATH]: answers })
    const client = new S3Client({
      endpoint: server.url,
      forcePathStyle: true,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
    return new S3ObjectFetcher(client, 1)
  }

  it('gives the whole object and its size', async () => {
    const fetcher = await fetcherFor([content('hello')])
    expect(await fetcher.fetch(OBJECT, join(folder, 'x.jar'))).toBe(5)
    expect(await readFile(join(folder, 'x.jar'), 'utf8')).toBe('hello')
  })

  it('begins again where the stream breaks off or the store is busy', async () => {
    const fetcher = await fetcherFor([cutShort('hel'), refusal(503, 'SlowDown'), content('hello')])
    await fetcher.fetch(OBJECT, join(folder, 'x.jar'))
    expect(await readFile(join(folder, 'x.jar'), 'utf8')).toBe('hello')
    expect(server?.requests).toHaveLength(3)
  })

  it('gives up after four attempts, as something that may work later, and leaves no file', async () => {
    const fetcher = await fetcherFor([cutShort('hel')])
    await expect(fetcher.fetch(OBJECT, join(folder, 'x.jar'))).rejects.toMatchObject({ retryable: true })
    expect(server?.requests).toHaveLength(4)
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    [404, 'NoSuchKey', 'OBJECT_MISSING'],
    [403, 'AccessDenied', 'OBJECT_FORBIDDEN'],
  ])('takes %i %s for an answer at once: %s', async (status, name, code) => {
    const fetcher = await fetcherFor([refusal(status, name)])
    await expect(fetcher.fetch(OBJECT, join(folder, 'x.jar'))).rejects.toMatchObject({ code, retryable: false })
    expect(server?.requests).toHaveLength(1)
    expect(existsSync(join(folder, 'x.jar'))).toBe(false)
  })

  it("uses the pod's region, and paths for buckets where an endpoint is given", async () => {
    const client = podS3Client({ AWS_REGION: 'eu-north-1', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })
    expect(await client.config.region()).toBe('eu-north-1')
    expect(client.config.forcePathStyle).toBe(true)
    expect(podS3Client({}).config.forcePathStyle).toBe(false)
  })
})
