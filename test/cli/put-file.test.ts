import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SteadyFile } from '../../lib/aws/steady-file.ts'
import { putFile } from '../../lib/cli/upload/put-file.ts'

const SIZE = 3 * 1024 ** 2
let folder: string
let path: string
let server: Server

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-put-'))
  path = join(folder, 'large.jar')
  await writeFile(path, Buffer.alloc(SIZE, 'sparkdrop'))
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

const listen = async (made: Server): Promise<string> => {
  server = made.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/staging/large.jar?X-Amz-Signature=s3cr3t`
}

const put = async (
  url: string,
  options: { signal?: AbortSignal; idleMs?: number; onProgress?: (bytes: number) => void } = {},
) => {
  await using file = await SteadyFile.open(path, SIZE)
  const { signal = new AbortController().signal, onProgress = () => undefined, idleMs } = options
  const upload = { path, target: 's3a://staging/large.jar', size: SIZE }
  await putFile({ url, headers: { 'x-amz-checksum-sha256': 'sum' } }, file, upload, { signal, onProgress }, idleMs)
}

describe('sending a file by a request that was signed for it', () => {
  it('sends all of it with its length and the headers that were signed, piece by piece', async () => {
    const seen: unknown[] = []
    const url = await listen(
      createServer(async (request, response) => {
        const {
          'content-length': length,
          'x-amz-checksum-sha256': sum,
          'transfer-encoding': encoding,
        } = request.headers
        seen.push(length, sum, encoding, (await buffer(request)).length)
        response.end()
      }),
    )
    const progress: number[] = []
    await put(url, { onProgress: (bytes) => progress.push(bytes) })
    expect(seen).toEqual([String(SIZE), 'sum', undefined, SIZE])
    expect(progress).toEqual(Array.from({ length: 12 }, (_, at) => (at + 1) * 256 * 1024))
  })

  it('sends nothing of a large file to a store that does not want it, and says why', async () => {
    let received = 0
    const url = await listen(
      createServer().on('checkContinue', (request, response) => {
        request.on('data', ({ length }: Buffer) => {
          received += length
        })
        response.writeHead(403, { connection: 'close' })
        response.end('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
      }),
    )
    const failure = await put(url).catch((error: unknown) => error as Error)
    expect(failure).toMatchObject({
      code: 'OBJECT_FORBIDDEN',
      message: 'uploading s3a://staging/large.jar: the store refuses it: AccessDenied: Request has expired',
    })
    expect(received).toBe(0)
  })

  it('gives up where nothing moves, or the store hangs up, and may be tried again', async () => {
    const silent = await listen(createServer(() => undefined))
    await expect(put(silent, { idleMs: 30 })).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
      retryable: true,
      message: expect.stringMatching(/^uploading s3a:\/\/staging\/large\.jar: nothing moved for 0\.03 seconds$/),
    })
    server.removeAllListeners('request').on('request', (request) => request.socket.destroy())
    await expect(put(silent)).rejects.toMatchObject({ code: 'UPLOAD_FAILED', retryable: true })
  })

  it('stops where the person has had enough, and says that', async () => {
    const stop = new AbortController()
    const url = await listen(createServer((request) => request.once('data', () => stop.abort(new Error('enough')))))
    await expect(put(url, { signal: stop.signal })).rejects.toThrow('enough')
  })

  it('breaks off where the file is written to meanwhile, so that it becomes no object', async () => {
    let whole = false
    const url = await listen(
      createServer((request, response) => {
        buffer(request).then(
          () => {
            whole = true
            response.end()
          },
          () => undefined,
        )
      }),
    )
    const changed = put(url, {
      onProgress: (bytes) => {
        if (bytes === 256 * 1024) void writeFile(path, Buffer.alloc(SIZE, 'another'))
      },
    })
    await expect(changed).rejects.toMatchObject({ code: 'FILE_CHANGED' })
    expect(whole).toBe(false)
  })
})
