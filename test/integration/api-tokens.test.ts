import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StackOutputs } from '../../infra/outputs.ts'
import { deploy } from '../../local/aws/deploy.ts'
import { type Emulator, startEmulator } from '../../local/aws/emulator.ts'
import { apiUrl } from './api-url.ts'
import { tokenCheckingEmulator } from './livy-clients.ts'
import { TokenIssuer } from './token-issuer.ts'

const AUDIENCE = 'sparkdrop'
const CLUSTER = { kind: 'endpoint', name: 'none', endpoint: 'http://127.0.0.1:9', credentialsSecret: 'none' } as const
const POLICY = {
  version: 1,
  tenants: [{ name: 'a', sources: [{ kind: 'api', principal: 'jwt:alice' }], namespaces: ['team-a'] }],
}

let folder: string
let issuer: TokenIssuer
let stranger: TokenIssuer
let emulator: Emulator
let url: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-tokens-'))
  issuer = await TokenIssuer.start()
  stranger = await TokenIssuer.start()
  const ministack = await tokenCheckingEmulator()
  emulator = await startEmulator({ home: join(folder, 'aws'), ministack })
  const policyFile = join(folder, 'policy.json')
  await writeFile(policyFile, JSON.stringify(POLICY))
  const context = { cluster: CLUSTER, policyFile, api: { jwt: { issuer: issuer.url, audience: [AUDIENCE] } } }
  const outputs: StackOutputs = await deploy({ emulator, context, outDir: join(folder, 'cdk') })
  url = apiUrl({ outputs })
})

afterAll(async () => {
  await emulator?.stop()
  await Promise.all([issuer?.stop(), stranger?.stop()])
  if (folder) await rm(folder, { recursive: true, force: true })
})

const call = async (path: string, token?: string, body?: object) => {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as { readonly detail?: string } }
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
