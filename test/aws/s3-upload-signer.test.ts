import { describe, expect, it } from 'vitest'
import { presignedUrl } from '../../lib/aws/presigned-url.ts'
import { S3UploadSigner } from '../../lib/aws/s3-upload-signer.ts'

const NOW = Date.UTC(2013, 4, 24)
const credentials = async () => ({
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
})
const signer = (region = 'us-east-1', endpoint?: string) =>
  new S3UploadSigner({ identity: { region: async () => region, credentials }, clock: { now: () => NOW }, endpoint })

const TO = { bucket: 'staging', key: "uploads/team-a/x/it's (1)*!~+é.jar" }

describe('a presigned URL', () => {
  it('signs just what it is told to, and what is no secret', async () => {
    const url = await presignedUrl(
      { service: 's3', region: 'us-east-1', credentials },
      { method: 'GET', url: new URL('https://examplebucket.s3.amazonaws.com/test.txt'), seconds: 86_400 },
      NOW,
    )
    expect(new URL(url).searchParams.get('X-Amz-Credential')).toBe(
      'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request',
    )
    expect(url).toContain('X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host')
    expect(url).not.toContain('wJalr')
  })
})

describe('a request that puts an object', () => {
  it('goes to the bucket’s own host of the region and its partition', async () => {
    const { url } = await signer('eu-west-1').signPut({ bucket: 'staging', key: 'a/b.jar' }, { size: 1 }, 60)
    expect(url).toMatch(/^https:\/\/staging\.s3\.eu-west-1\.amazonaws\.com\/a\/b\.jar\?/)
    const china = await signer('cn-north-1').signPut({ bucket: 'staging', key: 'a/b.jar' }, { size: 1 }, 60)
    expect(new URL(china.url).host).toBe('staging.s3.cn-north-1.amazonaws.com.cn')
  })

  it('has the bucket in the path where the store is another', async () => {
    const { url } = await signer('us-east-1', 'http://127.0.0.1:4566/').signPut(TO, { size: 1 }, 60)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:4566\/staging\/uploads\//)
  })

  it('encodes the key as signatures of S3 have it, once', async () => {
    const { url } = await signer().signPut(TO, { size: 1 }, 60)
    expect(new URL(url).pathname).toBe('/uploads/team-a/x/it%27s%20%281%29%2A%21~%2B%C3%A9.jar')
  })

  it.each([
    ['size', { size: 2 }, 60],
    ['content', { size: 1, sha256: 'ab'.repeat(32) }, 60],
    ['time', { size: 1 }, 61],
  ])('is another for another %s', async (_what, content, seconds) => {
    const signatureOf = async (...args: Parameters<S3UploadSigner['signPut']>) =>
      new URL((await signer().signPut(...args)).url).searchParams.get('X-Amz-Signature')
    expect(await signatureOf(TO, content, seconds)).not.toBe(await signatureOf(TO, { size: 1 }, 60))
    expect(await signatureOf(TO, { size: 1 }, 60)).toBe(await signatureOf(TO, { size: 1 }, 60))
  })

  it('has its checksum sent as a header, which is signed', async () => {
    const { url, headers } = await signer().signPut(TO, { size: 1, sha256: '00'.repeat(32) }, 60)
    expect(headers).toEqual({ 'x-amz-checksum-sha256': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' })
    expect(url).not.toContain('checksum-sha256=')
    expect(url).toContain('X-Amz-Content-Sha256=UNSIGNED-PAYLOAD')
  })
})
