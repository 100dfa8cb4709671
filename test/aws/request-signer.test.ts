import { describe, expect, it } from 'vitest'
import { requestSigner, type SignerIdentity } from '../../lib/aws/request-signer.ts'

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const identity: SignerIdentity = { region: async () => 'eu-west-1', credentials: async () => KEYS }
const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

const request = (url: string, overrides = {}) => ({ method: 'GET', url: new URL(url), headers: {}, ...overrides })

describe('a signed request', () => {
  it('names who sends it, the region and the service, and signs its host', async () => {
    const headers = await requestSigner(identity, now)(request('https://api.example.com/v1/jobs?b=2&a=1'))
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20260102\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    )
    expect(headers['x-amz-date']).toBe('20260102T030405Z')
    expect(headers).not.toHaveProperty('host')
  })

  it.each([
    ['https://abc.execute-api.us-west-2.amazonaws.com/v1', '/us-west-2/execute-api/'],
    ['https://abc.execute-api.cn-north-1.amazonaws.com.cn/v1', '/cn-north-1/execute-api/'],
    ['https://abc.lambda-url.eu-central-1.on.aws/v1', '/eu-central-1/lambda/'],
    ['http://127.0.0.1:4566/v1', '/eu-west-1/execute-api/'],
  ])('to %s is for %s', async (url, scope) => {
    expect((await requestSigner(identity, now)(request(url)))['authorization']).toContain(scope)
  })

  it('differs by its body, its query and its session', async () => {
    const temporary = { ...identity, credentials: async () => ({ ...KEYS, sessionToken: 'session' }) }
    const url = 'https://api.example.com/v1/jobs'
    const sign = requestSigner(identity, now)
    const all = await Promise.all([
      sign(request(url)),
      sign(request(url, { method: 'POST', body: '{}' })),
      sign(request(`${url}?a=1`)),
      requestSigner(temporary, now)(request(url)),
    ])
    expect(new Set(all.map((headers) => headers['authorization'])).size).toBe(4)
    expect(all[3]?.['x-amz-security-token']).toBe('session')
  })

  it('keeps the headers that it has', async () => {
    const headers = await requestSigner(identity, now)(request('https://h/v1', { headers: { 'idempotency-key': 'k' } }))
    expect(headers).toMatchObject({ 'idempotency-key': 'k' })
    expect(headers['authorization']).toContain('idempotency-key')
  })

  it.each([
    ['region', 'REGION_MISSING', 'no AWS region is known: set AWS_REGION or AWS_PROFILE (none)'],
    [
      'credentials',
      'NO_AWS_CREDENTIALS',
      'no AWS credentials were found: sign in, set AWS_PROFILE, or SPARKDROP_TOKEN (none)',
    ],
  ] as const)('is refused without %s, with what to do', async (missing, code, message) => {
    const without = { ...identity, [missing]: () => Promise.reject(new Error('none')) }
    await expect(requestSigner(without, now)(request('https://h/v1'))).rejects.toMatchObject({ code, message })
  })
})
