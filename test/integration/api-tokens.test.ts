import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltCommand } from '../cli/run-command.ts'
import { apiUrl } from './api-url.ts'
import { DropJobs } from './drop-jobs.ts'
import { tokenCheckingEmulator } from './livy-clients.ts'
import { TokenIssuer } from './token-issuer.ts'

const AUDIENCE = 'sparkdrop'
const POLICY = {
  version: 1,
  tenants: [{ name: 'a', sources: [{ kind: 'api', principal: 'jwt:alice' }], namespaces: ['team-a', 'demo'] }],
}

let folder: string
let issuer: TokenIssuer
let stranger: TokenIssuer
let jobs: DropJobs
let command: BuiltCommand
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-tokens-'))
  issuer = await TokenIssuer.start()
  stranger = await TokenIssuer.start()
  const policyFile = join(folder, 'policy.json')
  await writeFile(policyFile, JSON.stringify(POLICY))
  jobs = await DropJobs.start({
    ministack: await tokenCheckingEmulator(),
    context: { policyFile, api: { jwt: { issuer: issuer.url, audience: [AUDIENCE] } } },
  })
  url = apiUrl(jobs.stack)
  command = await BuiltCommand.build()
})

afterAll(async () => {
  await command?.remove()
  await jobs?.stop()
  await Promise.all([issuer?.stop(), stranger?.stop()])
  if (folder) await rm(folder, { recursive: true, force: true })
})

const call = async (path: string, token?: string, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  // biome-ignore lint/suspicious/noExplicitAny: what came is what the test looks at
  return { status: response.status, body: (await response.json()) as any }
}

const alice = () => issuer.token({ sub: 'alice', aud: AUDIENCE })

describe('the API of a stack that takes tokens', () => {
  it('knows callers by their tokens, and lets each see and use what the policy says', async () => {
    expect(await call('/v1/jobs', alice())).toEqual({ status: 200, body: { jobs: [] } })
    const refused = await call('/v1/jobs', alice(), { namespace: 'team-b', main: { file: 's3a://bucket/x.py' } })
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN_NAMESPACE' } })
    expect(refused.body.detail).toContain('expected one of team-a')
    const bob = await call('/v1/jobs', issuer.token({ sub: 'bob', aud: AUDIENCE }), {
      namespace: 'team-a',
      main: { file: 's3a://bucket/x.py' },
    })
    expect(bob.status).toBe(403)
  })

  it("serves Livy's clients that send a header", async () => {
    expect(await call('/batches', alice())).toEqual({ status: 200, body: { from: 0, total: 0, sessions: [] } })
  })

  it('lets nobody in without a token, or with one that is not for it, is over, or is of somebody else', async () => {
    const tokens = [
      undefined,
      'nonsense',
      issuer.token({ sub: 'alice', aud: 'another' }),
      issuer.token({ sub: 'alice', aud: AUDIENCE, expiresIn: -10 }),
      stranger.token({ sub: 'alice', aud: AUDIENCE }),
    ]
    for (const token of tokens) expect((await call('/v1/jobs', token)).status).toBe(401)
  })
})

describe('the command of somebody who has a token and the URL of the API, and nothing else', () => {
  const sparkdrop = (args: readonly string[], sub = 'alice') => {
    const environment = { SPARKDROP_TOKEN: issuer.token({ sub, aud: AUDIENCE }), SPARK_USER: 'tester' }
    return command.run([...args.slice(0, 1), '--api', url, ...args.slice(1)], environment)
  }
  const PI = ['--name', 'token-pi', '--class', 'dev.sparkdrop.examples.SparkPi', '--num-executors', '1']

  it('runs a jar of their own machine to its end, with a file beside it', async () => {
    const beside = await jobs.file("what's beside (it) + ü.txt", 'text')
    const { exitCode, stdout, stderr } = await sparkdrop([
      ...['submit', '--namespace', 'demo', ...PI, '--files', beside, '--wait', jobs.exampleJar, '2'],
    ])
    expect(exitCode, stderr).toBe(0)
    const job = await jobs.endedAs(stdout.trim())
    expect(job).toMatchObject({ state: 'SUCCEEDED', source: { principal: 'jwt:alice' }, executors: { started: 1 } })
    expect(await jobs.output(job)).toContain('Pi is roughly 3.1')
    const place = `${jobs.stack.outputs.UploadPath}/demo/spark-upload-`
    expect(job.request?.main.file?.startsWith(place)).toBe(true)
    expect(JSON.stringify(job)).not.toMatch(/X-Amz|Signature/)
    const { stdout: log } = await sparkdrop(['logs', 'demo:token-pi'])
    expect(log).toContain('Pi is roughly 3.1')
  })

  it('puts nothing where the policy lets them run nothing, or another runs jobs', async () => {
    for (const [namespace, sub] of [
      ['team-b', 'alice'],
      ['demo', 'bob'],
    ] as const) {
      const { exitCode, stderr } = await sparkdrop(['submit', '--namespace', namespace, ...PI, jobs.exampleJar], sub)
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining("is not the caller's to use")])
    }
  })

  it('is stopped by the store itself where what is sent is not what was announced', async () => {
    const body = { namespace: 'demo', files: [{ name: 'a.py', size: 5, sha256: '0'.repeat(64) }] }
    const { files } = (await call('/v1/uploads', alice(), body)).body
    const { url: place, method, headers } = files[0].request
    for (const sent of ['short', 'not what was announced'])
      expect([400, 403]).toContain((await fetch(place, { method, headers, body: sent })).status)
  })
})
