import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { S3ObjectStore } from '../../lib/aws/s3-object-store.ts'
import { S3UploadSigner } from '../../lib/aws/s3-upload-signer.ts'
import type { SignedPut } from '../../lib/ports/upload-signer.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { type Emulator, startEmulator } from '../../local/aws/emulator.ts'
import { clientConfig } from '../../local/demo/client-config.ts'

const ministack = process.env.SPARKDROP_TEST_MINISTACK
const bucket = 'staging'
const TEXT = 'as it was announced'
const SHA = createHash('sha256').update(TEXT).digest('hex')
const credentials = async () => ({ accessKeyId: 'test', secretAccessKey: 'test' })

// The emulator holds presigned requests to their signature and their time, and objects to their checksums, as S3 does.
describe.skipIf(!ministack)('requests that are signed for others, at an emulated S3 (SPARKDROP_TEST_MINISTACK)', () => {
  let emulator: Emulator
  let home: string
  let s3: S3Client

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sparkdrop-uploads-'))
    emulator = await startEmulator({ home, ministack: ministack ?? '' })
    s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  })

  afterAll(async () => {
    s3?.destroy()
    await emulator?.stop()
    await rm(home, { recursive: true, force: true })
  })

  const sign = (key: string, content: { size: number; sha256?: string }, ageSeconds = 0): Promise<SignedPut> => {
    const identity = { region: async () => 'us-east-1', credentials }
    const clock = { now: () => systemClock.now() - ageSeconds * 1000 }
    return new S3UploadSigner({ identity, clock, endpoint: emulator.endpoint }).signPut({ bucket, key }, content, 60)
  }
  const send = async ({ url, method, headers }: SignedPut, body: string): Promise<number> =>
    (await fetch(url, { method, headers, body })).status
  const read = (key: string) => new S3ObjectStore(s3).readText({ bucket, key }, 1000)

  it.each(['plain.jar', "it's (1) + ~é%2e*.jar", '名前.py', 'a&b=c?d.txt'])('put %s', async (name) => {
    const put = await sign(`uploads/team-a/${name}`, { size: TEXT.length, sha256: SHA })
    expect(await send(put, TEXT)).toBe(200)
    expect(await read(`uploads/team-a/${name}`)).toBe(TEXT)
    expect(await send(put, TEXT)).toBe(200)
  })

  it('put what no checksum was said of, and what is empty', async () => {
    expect(await send(await sign('a', { size: TEXT.length }), TEXT)).toBe(200)
    expect(await send(await sign('empty', { size: 0 }), '')).toBe(200)
    expect(await read('empty')).toBe('')
  })

  it('are good for that object, size and content only, and for their time', async () => {
    const put = await sign('b', { size: TEXT.length, sha256: SHA })
    const other = { ...put, url: put.url.replace('/staging/b?', '/staging/c?') }
    const { 'x-amz-checksum-sha256': _checksum, ...bare } = put.headers
    const refused = [
      [other, TEXT],
      [put, `${TEXT}!`],
      [put, TEXT.toUpperCase()],
      [{ ...put, headers: bare }, TEXT],
      [{ ...put, method: 'DELETE' as 'PUT' }, ''],
      [await sign('b', { size: TEXT.length }, 61), TEXT],
      [await sign('b', { size: TEXT.length }), 'short'],
    ] as const
    for (const [request, body] of refused) expect([400, 403]).toContain(await send(request, body))
    expect([await read('b'), await read('c')]).toEqual([undefined, undefined])
  })
})
