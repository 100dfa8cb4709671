import { beforeEach, describe, expect, it } from 'vitest'
import { operationsOf } from '../../lib/api/operation.ts'
import { principalOf } from '../../lib/api/principal.ts'
import { maySee, tenancyOf } from '../../lib/api/tenancy.ts'
import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'
import { ApiSetup, BOB, PI } from './api-setup.ts'

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

describe('the principal of a request', () => {
  it('is the ARN that IAM knows the caller by', () => {
    const userArn = 'arn:aws:iam::123456789012:user/alice'
    expect(principalOf({ authorizer: { iam: { userArn, accessKey: 'AKIA', cognitoIdentity: null } } })).toEqual({
      id: userArn,
    })
  })

  it('is the role, whatever its session is called', () => {
    const userArn = 'arn:aws:sts::123456789012:assumed-role/airflow/i-0123'
    expect(principalOf({ authorizer: { iam: { userArn } } })?.id).toBe('arn:aws:sts::123456789012:assumed-role/airflow')
  })

  it("is the subject of a token's claims", () => {
    expect(
      principalOf({ authorizer: { jwt: { claims: { sub: 'alice', iss: 'https://idp' }, scopes: null } } }),
    ).toEqual({
      id: 'jwt:alice',
    })
  })

  it.each([
    undefined,
    {},
    { authorizer: {} },
    { authorizer: { iam: { userArn: '' } } },
    { authorizer: { jwt: { claims: {} } } },
    { authorizer: { lambda: { sub: 'alice' } } },
  ])('is nobody where the request context is %j', (requestContext) => {
    expect(principalOf(requestContext)).toBeUndefined()
  })
})

describe('a request without a principal', () => {
  it('is refused by every route there is', async () => {
    const { body } = await api.call('/openapi.json')
    const routes = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), path.replace(/\{\w+\}/g, '0')] as const),
    )
    expect(routes.length).toBeGreaterThan(8)
    for (const [method, path] of routes) {
      const reply = await api.call(path, { method, as: null })
      expect([method, path, reply.status]).toEqual([method, path, 401])
    }
    expect(operationsOf(api.app)).toEqual([])
  })

  it('is not helped by what it says of itself', async () => {
    const headers = { authorization: 'Bearer x', 'x-amzn-principal': BOB, cookie: 'user=bob' }
    const { status, body } = await api.call('/v1/jobs', { as: null, headers })
    expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED'])
  })
})

describe("another tenant's job", () => {
  it.each([
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/suspend'],
    ['POST', '/resume'],
    ['GET', '/logs'],
    ['GET', '/events'],
  ])('is not there for %s %s, in the very words of a job that never was', async (method, rest) => {
    const { jobId } = await api.job()
    const theirs = await api.call(`/v1/jobs/${jobId}${rest}`, { method, as: BOB })
    expect(theirs.status).toBe(404)
    const never = '0'.repeat(32)
    const nobodys = await api.call(`/v1/jobs/${never}${rest}`, { method, as: BOB })
    expect(JSON.parse(JSON.stringify(theirs.body).replaceAll(jobId, never))).toEqual(nobodys.body)
    expect(api.store.jobs.get(jobId)?.state).toBe('ACCEPTED')
  })

  it('is in no list', async () => {
    await api.post('/v1/jobs', PI)
    expect((await api.call('/v1/jobs', { as: BOB })).body).toEqual({ jobs: [] })
    expect((await api.call('/v1/jobs?namespace=team-a', { as: BOB })).body).toEqual({ jobs: [] })
  })
})

describe('the namespaces of a principal', () => {
  const policy = policyOf(
    checkPolicy({
      version: 1,
      tenants: [
        {
          name: 'a',
          sources: [{ kind: 'api', principal: 'arn:aws:sts::1:assumed-role/a-*' }],
          namespaces: ['a', 'a-*'],
        },
        {
          name: 'j',
          sources: [{ kind: 's3' }, { kind: 'api', principal: 'jwt:alice' }],
          namespaces: ['{folder}', 'j'],
        },
      ],
    }),
  )

  it.each([
    ['arn:aws:sts::1:assumed-role/a-airflow', ['a', 'a-*']],
    ['arn:aws:sts::1:assumed-role/b', []],
    ['jwt:alice', ['j']],
    ['jwt:bob', []],
  ])('of %s are what the policy says of it', (id, namespaces) => {
    expect(tenancyOf(policy, { id })).toEqual(namespaces)
  })

  it('are all of them where the stack was given no policy', () => {
    const tenancy = tenancyOf(policyOf(checkPolicy(STRICT_POLICY)), { id: 'jwt:anybody' })
    expect(['a', 'kube-system', ''].map((namespace) => maySee(tenancy, namespace))).toEqual([true, true, true])
  })
})
