import { inspect } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../lib/api/create-api.ts'
import type { UploadSigner } from '../../lib/ports/upload-signer.ts'
import { ALICE, ApiSetup, BOB } from './api-setup.ts'

const SHA = 'ab'.repeat(32)
const JAR = { name: 'pi.jar', size: 100, sha256: SHA }

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

const ask = (body: object, key?: string, as = ALICE) =>
  api.post('/v1/uploads', body, { as, headers: key === undefined ? {} : { 'Idempotency-Key': key } })

const placesOf = async (body: object, key = 'k', as = ALICE): Promise<readonly string[]> => {
  const reply = await ask(body, key, as)
  expect(reply.status, JSON.stringify(reply.body)).toBe(200)
  return reply.body.files.map(({ uri }: { uri: string }) => uri)
}

describe('asking for uploads', () => {
  it('gives a request for each file, signed for a folder of the namespace, and for a quarter of an hour', async () => {
    const { status, headers, body } = await ask({ namespace: 'team-a', files: [JAR, { name: 'a b+ü.txt', size: 0 }] })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body.expiresInSeconds).toBe(900)
    const [jar, text] = body.files
    expect(jar.uri).toMatch(/^s3a:\/\/staging\/uploads\/team-a\/spark-upload-[0-9a-f-]{36}\/pi\.jar$/)
    expect(jar.request.method).toBe('PUT')
    expect(jar.request.headers).toEqual({ 'x-amz-checksum-sha256': Buffer.from(SHA, 'hex').toString('base64') })
    const url = new URL(jar.request.url)
    expect(`s3a:/${url.pathname}`).toBe(jar.uri)
    expect(url.searchParams.get('X-Amz-Expires')).toBe('900')
    expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-checksum-sha256')
    expect(text.request.headers).toEqual({})
    expect(new URL(text.request.url).pathname).toMatch(/\/a%20b%2B%C3%BC\.txt$/)
  })

  it('is judged as the least job that has these files', async () => {
    const places = await placesOf({ namespace: 'team-a', files: [JAR, { ...JAR, name: 'b.jar' }] })
    expect(api.judged).toMatchObject([
      {
        namespace: 'team-a',
        source: { kind: 'api', principal: ALICE, idempotencyKey: 'k' },
        main: { file: places[0] },
        dependencies: { files: [places[1]] },
      },
    ])
  })

  it('gives the same places for the same files under the same key, with requests that are signed anew', async () => {
    const first = await ask({ namespace: 'team-a', files: [JAR] }, 'k')
    api.clock.advance(600_000)
    const again = await ask({ namespace: 'team-a', files: [JAR] }, 'k')
    expect(again.body.files[0].uri).toBe(first.body.files[0].uri)
    expect(again.body.files[0].request.url).not.toBe(first.body.files[0].request.url)
  })

  it.each([
    ['another key', JAR, 'other', ALICE, 'team-a'],
    ['no key', JAR, undefined, ALICE, 'team-a'],
    ['another size', { ...JAR, size: 101 }, 'k', ALICE, 'team-a'],
    ['another content', { ...JAR, sha256: '00'.repeat(32) }, 'k', ALICE, 'team-a'],
    ['another caller', JAR, 'k', 'arn:aws:iam::1:user/carol', 'team-a'],
    ['another namespace', JAR, 'k', BOB, 'team-b'],
  ])('gives another place for %s', async (_what, file, key, as, namespace) => {
    const [place] = await placesOf({ namespace: 'team-a', files: [JAR] })
    const { body } = await ask({ namespace, files: [file] }, key, as)
    expect(body.files[0].uri).not.toBe(place)
    expect(body.files[0].uri.startsWith(`s3a://staging/uploads/${namespace}/`)).toBe(true)
  })

  it('records nothing, queues nothing, and says nothing', async () => {
    await placesOf({ namespace: 'team-a', files: [JAR] })
    expect([api.store.jobs.size, api.queue.sent.length, api.announcer.states.length]).toEqual([0, 0, 0])
  })

  it('writes no request that it signed into the log, whatever becomes of the call', async () => {
    const lines: unknown[] = []
    const write = (...line: unknown[]): void => void lines.push(line)
    const log = { debug: write, info: write, warn: write, error: write }
    const { signer } = api.deps.uploads
    const broken: UploadSigner = {
      signPut: async (to, content, seconds) => {
        const put = await signer.signPut(to, content, seconds)
        if (to.key.endsWith('b.jar')) throw new Error('no credentials')
        return put
      },
    }
    const app = createApi({ ...api.deps, log, uploads: { ...api.deps.uploads, signer: broken } })
    const send = async (...files: object[]): Promise<number> => {
      const init = { method: 'POST', body: JSON.stringify({ namespace: 'team-a', files }) }
      const context = { requestContext: { authorizer: { iam: { userArn: ALICE } } } }
      return (await app.request('/v1/uploads', init, context)).status
    }
    expect([await send(JAR), await send(JAR, { ...JAR, name: 'b.jar' })]).toEqual([200, 500])
    expect(lines).toHaveLength(1)
    expect(inspect(lines, { depth: 9 })).not.toMatch(/X-Amz|Signature|session/)
  })
})

describe('uploads that are refused', () => {
  it.each([
    ['', /must be the name of a file/],
    ['.', /without folders/],
    ['..', /without folders/],
    ['../team-b/x.jar', /no slashes/],
    ['a/b.jar', /no slashes/],
    ['a\\b.jar', /no slashes/],
    ['a\nb.jar', /no control characters/],
    ['a\u0000.jar', /no control characters/],
    ['a\u0085.jar', /no control characters/],
    ['a,b.jar', /end it for Spark/],
    ['a.zip#b', /end it for Spark/],
    [' a.jar', /no blanks around it/],
    ['a.jar ', /no blanks around it/],
    ['a\ud800.jar', /must be the name of a file/],
    ['ü'.repeat(128), /at most 255 bytes/],
    ['x'.repeat(1024), /at most 255 bytes/],
  ])('for the name %j say what it has to be', async (name, message) => {
    const { status, body } = await ask({ namespace: 'team-a', files: [JAR, { ...JAR, name }] })
    expect(status).toBe(422)
    expect(body.errors).toContainEqual({ path: 'body.files.1.name', message: expect.stringMatching(message) })
    expect(api.judged).toEqual([])
  })

  it.each([
    ['no files', { files: [] }, 'body.files'],
    ['too many files', { files: Array.from({ length: 101 }, (_, at) => ({ name: `${at}`, size: 1 })) }, 'body.files'],
    ['a size below nothing', { files: [{ name: 'a', size: -1 }] }, 'body.files.0.size'],
    ['half a byte', { files: [{ name: 'a', size: 1.5 }] }, 'body.files.0.size'],
    ['no size', { files: [{ name: 'a' }] }, 'body.files.0.size'],
    ['a sum in capitals', { files: [{ ...JAR, sha256: SHA.toUpperCase() }] }, 'body.files.0.sha256'],
    ['two files of a name and no sums', { files: [JAR, { name: 'pi.jar', size: 1 }] }, 'body.files.1.name'],
    ['a place of its own', { files: [{ ...JAR, uri: 's3a://staging/x' }] }, 'body.files.0'],
    ['a namespace that is a path', { namespace: '../team-b', files: [JAR] }, 'body.namespace'],
    ['no namespace', { namespace: undefined, files: [JAR] }, 'body.namespace'],
  ])('for %s say so', async (_what, body, path) => {
    const reply = await ask({ namespace: 'team-a', ...body })
    expect([reply.status, reply.body.errors?.[0]?.path]).toEqual([422, path])
  })

  it('for a file that is too large say how large it may be', async () => {
    const { status, body } = await ask({ namespace: 'team-a', files: [JAR, { name: 'big.jar', size: 5_000_001 }] })
    expect([status, body.code]).toEqual([413, 'TOO_LARGE'])
    expect(body.errors).toEqual([
      { path: 'body.files.1.size', message: expect.stringContaining('expected at most 5000000') },
    ])
  })

  it("for another tenant's namespace, and for nobody", async () => {
    const theirs = await ask({ namespace: 'team-b', files: [JAR] })
    expect([theirs.status, theirs.body.code]).toEqual([403, 'FORBIDDEN_NAMESPACE'])
    expect((await api.post('/v1/uploads', { namespace: 'team-a', files: [JAR] }, { as: null })).status).toBe(401)
  })

  it('for what the policy would refuse of a job with them', async () => {
    api.violations = [{ rule: 'file', property: 'main.file', message: 'the policy allows files at no place' }]
    const { status, body } = await ask({ namespace: 'team-a', files: [JAR] })
    expect([status, body.code]).toEqual([403, 'REFUSED_BY_POLICY'])
    expect(JSON.stringify(body)).not.toContain('X-Amz')
  })

  it('for a key of a wrong length say so', async () => {
    expect((await ask({ namespace: 'team-a', files: [JAR] }, 'x'.repeat(256))).status).toBe(400)
  })
})
