import { describe, expect, it } from 'vitest'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestClusterLook } from '../../lib/kubernetes/rest-cluster-look.ts'
import { type ScriptedAnswer, ScriptedApi } from '../cli/api-client/scripted-api.ts'

const ACCESS = {
  user: 'u',
  groups: ['g'],
  verb: 'get',
  group: '',
  resource: 'pods',
  subresource: 'log',
  namespace: 'team-a',
}

const withLook = async <T>(
  answer: ScriptedAnswer,
  use: (look: RestClusterLook, api: ScriptedApi) => Promise<T>,
): Promise<T> => {
  await using api = await ScriptedApi.start([answer])
  const client = new RestClient(plainConnection(api.url), { retryBudgetMs: 0 })
  const result = await use(new RestClusterLook('main', client), api)
  client.close()
  return result
}

const status = (code: number, message: string): ScriptedAnswer => ({
  status: code,
  body: { kind: 'Status', code, message, reason: 'Forbidden' },
})

describe('a look at a cluster', () => {
  it('gives what is there, and nothing where nothing is', async () => {
    expect(await withLook({ status: 200, body: { a: 1 } }, (look) => look.get('/version'))).toEqual({ a: 1 })
    expect(await withLook(status(404, 'not found'), (look) => look.get('/version'))).toBeUndefined()
  })

  it('asks the API server whether somebody may, by a review', async () => {
    const asked = await withLook({ status: 201, body: { status: { allowed: true } } }, async (look, api) => {
      expect(await look.may(ACCESS)).toBe(true)
      return api.seen[0]
    })
    expect(asked).toMatchObject({ method: 'POST', path: '/apis/authorization.k8s.io/v1/subjectaccessreviews' })
    expect(JSON.parse(asked?.body ?? '').spec).toEqual({
      user: 'u',
      groups: ['g'],
      resourceAttributes: { group: '', resource: 'pods', subresource: 'log', verb: 'get', namespace: 'team-a' },
    })
    expect(await withLook({ status: 201, body: { status: {} } }, (look) => look.may(ACCESS))).toBe(false)
  })

  it.each([
    [
      'leases.coordination.k8s.io "x" is forbidden: User "u" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "sparkdrop"',
      'get leases.coordination.k8s.io in namespace sparkdrop',
    ],
    ['namespaces is forbidden: User "u" cannot list resource "namespaces" in API group ""', 'list namespaces'],
    ['go away', 'get /x'],
  ])('says which right is missing: %s', async (message, missing) => {
    await withLook(status(403, message), async (look) => {
      await expect(look.get('/x')).rejects.toMatchObject({ code: 'NOT_PERMITTED', missing })
    })
  })
})
