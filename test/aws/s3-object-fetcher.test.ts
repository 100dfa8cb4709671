import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { S3Client } from '@aws-sdk/client-s3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { S3ObjectFetcher } from '../../lib/aws/s3-object-fetcher.ts'

const RANGE = 100_000
const OBJECT = { bucket: 'bucket', key: 'large.jar' }

/** One object, and how requests for it may be spoilt: true where the answer has been given. */
class RangeStore {
  bytes = randomBytes(RANGE * 4 + 321)
  etag = '"one"'
  knowsRanges = true
  hasChecksum = false
  readonly asked: string[] = []
  spoil: (range: string, response: ServerResponse) => boolean = () => false
  readonly #server = createServer((request, response) => this.#answer(request, response))

  async open(): Promise<S3Client> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return new S3Client({
      endpoint: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      forcePathStyle: true,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    })
  }

  /** Ends when every connection has: one that is still open would keep a driver from ending. */
  async close(): Promise<void> {
    this.#server.closeIdleConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #answer({ headers }: IncomingMessage, response: ServerResponse): void {
    const range = headers.range ?? 'all'
    this.asked.push(range)
    if (this.spoil(range, response)) return
    if (headers['if-match'] !== undefined && headers['if-match'] !== this.etag) {
      response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>')
      return
    }
    const [, start, end] = (this.knowsRanges ? /^bytes=(\d+)-(\d+)$/.exec(range) : undefined) ?? []
    const part = start === undefined ? this.bytes : this.bytes.subarray(Number(start), Number(end) + 1)
    response.setHeader('etag', this.etag)
    if (start !== undefined) response.setHeader('content-range', `bytes ${start}-${end}/${this.bytes.length}`)
    else if (this.hasChecksum) response.setHeader('x-amz-checksum-crc32', this.checksum)
    response.writeHead(start === undefined ? 200 : 206, { 'content-length': part.length }).end(part)
  }

  get checksum(): string {
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(this.bytes))
    return sum.toString('base64')
  }
}

describe('fetching a large object', () => {
  let folder: string
  let store: RangeStore
  let client: S3Client
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-ranges-'))
    store = new RangeStore()
    client = await store.open()
  })
  afterEach(async () => {
    client.destroy()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  const fetch = () => new S3ObjectFetcher(client, 1, RANGE).fetch(OBJECT, join(folder, 'x.jar'))
  const fetched = () => readFile(join(folder, 'x.jar'))

  it.each([0, 1, RANGE])('of %i bytes takes one request', async (size) => {
    store.bytes = randomBytes(size)
    expect(await fetch()).toBe(size)
    expect((await fetched()).equals(store.bytes)).toBe(true)
    expect(store.asked).toEqual(['all'])
  })

  it.each([false, true])('takes its ranges at once, all of the same object (with a checksum: %s)', async (checksum) => {
    store.hasChecksum = checksum
    const held: ServerResponse[] = []
    // None is answered before all have been asked for, and then none gets an answer but when it is asked for again.
    store.spoil = (range, response) => {
      if (range === 'all') return false
      if (held.push(response) < 4) return true
      for (const one of held) one.destroy()
      store.spoil = () => false
      return true
    }
    await fetch()
    expect((await fetched()).equals(store.bytes)).toBe(true)
    expect(store.asked.slice(0, 5).toSorted()).toEqual([
      'all',
      'bytes=100000-199999',
      'bytes=200000-299999',
      'bytes=300000-399999',
      'bytes=400000-400320',
    ])
  })

  it('fetches again only the range that broke off', async () => {
    let broken = 2
    store.spoil = (range, response) => {
      if (range !== 'bytes=200000-299999' || broken-- === 0) return false
      response.writeHead(206, {
        'content-length': RANGE,
        'content-range': 'bytes 200000-299999/400321',
        etag: store.etag,
      })
      response.write(store.bytes.subarray(200_000, 250_000), () => response.destroy())
      return true
    }
    await fetch()
    expect((await fetched()).equals(store.bytes)).toBe(true)
    expect(store.asked).toHaveLength(7)
  })

  it('begins anew where another object comes in its place', async () => {
    const older = store.bytes
    const newer = randomBytes(RANGE * 2 + 5)
    store.spoil = (range) => {
      if (range === 'all') return false
      store.bytes = newer
      store.etag = '"two"'
      store.spoil = () => false
      return false
    }
    expect(await fetch()).toBe(newer.length)
    const file = await fetched()
    expect(file.equals(newer)).toBe(true)
    expect(file.equals(older)).toBe(false)
  })

  it('leaves no file where a range is refused, and asks for nothing more', async () => {
    store.spoil = (range, response) => {
      if (range === 'all') return false
      response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
      return true
    }
    await expect(fetch()).rejects.toMatchObject({ code: 'OBJECT_FORBIDDEN', retryable: false })
    expect(await readdir(folder)).toEqual([])
    expect(store.asked.length).toBeLessThanOrEqual(5)
  })

  it('takes the whole for an answer from a store that knows no ranges', async () => {
    store.knowsRanges = false
    await fetch()
    expect((await fetched()).equals(store.bytes)).toBe(true)
  })

  it('refuses bytes that are not those of their checksum', async () => {
    store.bytes = randomBytes(10)
    store.hasChecksum = true
    Object.defineProperty(store, 'checksum', { get: () => 'AAAAAA==' })
    await expect(fetch()).rejects.toMatchObject({ retryable: true })
    expect(await readdir(folder)).toEqual([])
  })
})
