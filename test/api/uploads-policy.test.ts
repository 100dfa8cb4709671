import { describe, expect, it } from 'vitest'
import type { JobRequest } from '../../events/job-request.ts'
import { createApi } from '../../lib/api/create-api.ts'
import { tenancyOf } from '../../lib/api/tenancy.ts'
import { checkSent } from '../../lib/policy/check-request.ts'
import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'
import { ApiSetup } from './api-setup.ts'

const of = (principal: string) => [{ kind: 'api', principal }]
const STACK = { version: 1, dropBucket: 'drop', uploadPath: 's3a://staging/uploads' }
const POLICY = {
  ...STACK,
  tenants: [
    { name: 'a', sources: of('jwt:alice'), namespaces: ['team-a', 'team-a-*'] },
    { name: 'b', sources: of('jwt:bob'), namespaces: ['team-b'], files: ['s3://{bucket}/{namespace}/**'] },
    { name: 's3', sources: [{ kind: 's3' }], namespaces: ['{folder}', 'team-c'] },
    { name: 'wide', sources: of('jwt:wide'), namespaces: ['**'] },
  ],
}

/** The API behind a policy, as the function wires it. */
const apiOf = (document: unknown) => {
  const policy = policyOf(checkPolicy(document))
  const judged: JobRequest[] = []
  const check = async (request: JobRequest) => {
    judged.push(request)
    return checkSent(policy, request)
  }
  const access = async (principal: { readonly id: string }) => tenancyOf(policy, principal)
  const app = createApi({ ...new ApiSetup().deps, access, check })
  const ask = async (sub: string, namespace: string, name = 'pi.jar') => {
    const init = { method: 'POST', body: JSON.stringify({ namespace, files: [{ name, size: 1 }] }) }
    const response = await app.request('/v1/uploads', init, {
      requestContext: { authorizer: { jwt: { claims: { sub } } } },
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  return { policy, judged, ask }
}

describe('uploads under a policy', () => {
  it.each([
    ['alice', 'team-a', 200, undefined],
    ['alice', 'team-a-b', 200, undefined],
    ['alice', 'team-b', 403, 'FORBIDDEN_NAMESPACE'],
    ['bob', 'team-a', 403, 'FORBIDDEN_NAMESPACE'],
    ['bob', 'team-b', 403, 'REFUSED_BY_POLICY'],
    ['wide', 'anything', 200, undefined],
    ['wide', 'team-a', 200, undefined],
    ['nobody', 'team-a', 403, 'FORBIDDEN_NAMESPACE'],
    ['nobody', 'team-c', 403, 'FORBIDDEN_NAMESPACE'],
  ])('are for %s in %s: %i', async (sub, namespace, status, code) => {
    const { ask } = apiOf(POLICY)
    const answer = await ask(sub, namespace)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('are for a tenant that may not name the place refused with what it may name', async () => {
    const { body } = await apiOf(POLICY).ask('bob', 'team-b')
    expect(body.detail).toContain('the policy allows files at s3://drop/team-b/**')
  })

  it('are for whoever is let in where the stack has no policy', async () => {
    expect((await apiOf({ ...STRICT_POLICY, ...STACK }).ask('anybody', 'team-z')).status).toBe(200)
  })

  it.each(['%2e%2e', 'x%2fy.jar', 'a{b..c}.jar'])(
    'are refused for %s, which some would read as another place',
    async (name) => {
      const { status, body } = await apiOf(POLICY).ask('alice', 'team-a', name)
      expect([status, body.code]).toEqual([403, 'REFUSED_BY_POLICY'])
    },
  )

  it('lie where a job of the namespace may name them, and no job of another', async () => {
    const { ask, judged, policy } = apiOf(POLICY)
    await ask('alice', 'team-a')
    const [job] = judged
    if (!job) throw new Error('nothing was judged')
    expect(checkSent(policy, job)).toEqual([])
    expect(checkSent(policy, { ...job, namespace: 'team-a-b' })).toMatchObject([
      { rule: 'file', property: 'main.file' },
    ])
  })
})
