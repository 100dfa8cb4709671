import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface RecordingS3 {
  readonly url: string
  /** What there is now: `bucket/key` → bytes. */
  readonly objects: Map<string, Buffer>
  /** `METHOD bucket/key?query`, in their order. */
  readonly requests: readonly string[]
  /** Multipart uploads that were begun and neither completed nor aborted: their keys. */
  readonly openUploads: readonly string[]
  /** The CRC-32 that came with a body, as the SDK writes it. */
  readonly checksums: readonly string[]
  /** What completed multipart uploads: their lists of parts. */
  readonly completions: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A refusal, as S3 words it. */
export interface S3Refusal {
  readonly status: number
  readonly code: string
}

interface Upload {
  readonly key: string
  readonly parts: Map<number, Buffer>
}

const xml = (root: string, content: string): string => `<?xml version="1.0"?><${root}>${content}</${root}>`

/** The part of S3 that uploads need: objects in one request or in parts, read and removed. Buckets go into the path. */
export async function startRecordingS3(
  refuse: (method: string, key: string, url: URL) => S3Refusal | undefined | Promise<S3Refusal | undefined> = () =>
    undefined,
): Promise<RecordingS3> {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Upload>()
  let begun = 0
  const requests: string[] = []
  const checksums: string[] = []
  const completions: string[] = []

  const copied = ({ headers }: IncomingMessage): Buffer | undefined => {
    const source = headers['x-amz-copy-source']
    if (typeof source !== 'string') return undefined
    const bytes = objects.get(decodeURIComponent(source.split('?')[0] ?? '')) ?? Buffer.alloc(0)
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(headers['x-amz-copy-source-range'])) ?? []
    return start === undefined ? bytes : bytes.subarray(Number(start), Number(end) + 1)
  }

  const put = (key: string, query: URLSearchParams, body: Buffer): string => {
    const upload = uploads.get(query.get('uploadId') ?? '')
    if (upload) upload.parts.set(Number(query.get('partNumber')), body)
    else objects.set(key, body)
    return ''
  }

  const post = (key: string, query: URLSearchParams, body: Buffer): string => {
    const id = query.get('uploadId')
    if (id === null) {
      const created = `upload-${++begun}`
      uploads.set(created, { key, parts: new Map() })
      return xml('InitiateMultipartUploadResult', `<UploadId>${created}</UploadId>`)
    }
    completions.push(body.toString())
    const parts = [...(uploads.get(id)?.parts ?? [])].sort(([left], [right]) => left - right)
    objects.set(key, Buffer.concat(parts.map(([, bytes]) => bytes)))
    uploads.delete(id)
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key>`)
  }

  const remove = (key: string, query: URLSearchParams): string => {
    const id = query.get('uploadId')
    if (id === null) objects.delete(key)
    else uploads.delete(id)
    return ''
  }

  const exchange = async (request: IncomingMessage): Promise<{ status: number; body: string | Buffer }> => {
    const { method = 'GET' } = request
    const url = new URL(request.url ?? '/', 'http://store')
    const key = decodeURIComponent(url.pathname.slice(1))
    const body = await buffer(request)
    requests.push(`${method} ${key}${url.search}`)
    const checksum = request.headers['x-amz-checksum-crc32']
    if (typeof checksum === 'string') checksums.push(checksum)
    const refusal = await refuse(method, key, url)
    if (refusal) return { status: refusal.status, body: xml('Error', `<Code>${refusal.code}</Code>`) }
    const copy = copied(request)
    if (method === 'PUT' && copy) {
      put(key, url.searchParams, copy)
      return { status: 200, body: xml('CopyPartResult', '<ETag>"tag"</ETag>') }
    }
    if (method === 'PUT') return { status: 200, body: put(key, url.searchParams, body) }
    if (method === 'POST') return { status: 200, body: post(key, url.searchParams, body) }
    if (method === 'DELETE') return { status: 204, body: remove(key, url.searchParams) }
    const found = method === 'GET' || method === 'HEAD' ? objects.get(key) : undefined
    return found === undefined ? { status: 404, body: '' } : { status: 200, body: found }
  }

  const server = createServer((request, response) => {
    const checksum = request.headers['x-amz-checksum-crc32']
    const headers = { etag: '"tag"', ...(checksum === undefined ? {} : { 'x-amz-checksum-crc32': checksum }) }
    // A body that breaks off is nobody's to answer any more.
    exchange(request).then(
      ({ status, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    checksums,
    completions,
    get openUploads() {
      return Array.from(uploads.values(), ({ key }) => key)
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
