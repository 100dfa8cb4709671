import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { type S3Access, s3Client } from '../../lib/aws/s3-client.ts'

const NOBODY = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }
const KEYS = { credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } }

/** What a request to a store looks like. */
const requested = async (access: S3Access): Promise<{ headers: IncomingHttpHeaders; url: string | undefined }> => {
  const seen = Promise.withResolvers<{ headers: IncomingHttpHeaders; url: string | undefined }>()
  const server = createServer((request, response) => {
    seen.resolve({ headers: request.headers, url: request.url })
    response.writeHead(200, { connection: 'close' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = s3Client({ endpoint, ...access }, NOBODY)
  await client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }))
  client.destroy()
  server.close()
  return await seen.promise
}

describe('a client of S3', () => {
  it('signs, and puts buckets of other stores into the path', async () => {
    const { headers, url } = await requested(KEYS)
    expect(headers.authorization).toContain('Credential=key/')
    expect(url).toBe('/bucket/key')
    expect(headers).not.toHaveProperty('x-amz-request-payer')
  })

  it('names nobody where the bucket is public', async () => {
    expect((await requested({ anonymous: true })).headers.authorization).toBeUndefined()
  })

  it('says that the requester pays, and signs that', async () => {
    const { headers } = await requested({ ...KEYS, requesterPays: true })
    expect(headers['x-amz-request-payer']).toBe('requester')
    expect(headers.authorization).toMatch(/SignedHeaders=[^,]*x-amz-request-payer/)
  })
})
