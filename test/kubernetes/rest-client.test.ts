import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { SparkdropError, TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { bearer, type CredentialsProvider } from '../../lib/kubernetes/cluster-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { ManualTimers, settle } from './manual-timers.ts'
import { answer, broken, ScriptedApi, silence, status } from './scripted-api.ts'

/** Tokens that are numbered by how often they had to be made. */
class CountingCredentials implements CredentialsProvider {
  made = 1
  get = async () => bearer(`token-${this.made}`)
  invalidate = () => {
    this.made++
  }
}

const setUp = (api: ScriptedApi, options: { requestTimeoutMs?: number } = {}) => {
  const timers = new ManualTimers()
  timers.chance = 0.5
  const credentials = new CountingCredentials()
  const client = new RestClient({ url: 'https://api', credentials }, { transport: api, timers, ...options })
  return { client, timers, credentials }
}
const get = { method: 'GET', path: '/api/v1/pods' } as const
const post = { method: 'POST', path: '/api/v1/namespaces/a/pods', body: { a: 1 } } as const

/** What a call comes to while all the time goes by that it may want. */
const outcome = async (call: Promise<unknown>, timers: ManualTimers, ms = 60_000): Promise<unknown> => {
  const settled = call.catch((error: unknown) => error)
  await timers.advance(ms)
  return settled
}

describe('RestClient', () => {
  it('sends JSON with credentials, and gives the answer', async () => {
    const api = new ScriptedApi(answer({ kind: 'Pod' }))
    const { client } = setUp(api)
    expect(await client.json({ ...post, query: { dryRun: 'All', x: undefined, labelSelector: 'a in (b,c)' } })).toEqual(
      {
        kind: 'Pod',
      },
    )
    expect(api.requests[0]).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect(api.requests[0]?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' })
    expect(api.query(0)).toEqual({ dryRun: 'All', labelSelector: 'a in (b,c)' })
    expect(api.authorizations).toEqual(['Bearer token-1'])
  })

  it('throws what the API server says, at once where it cannot change', async () => {
    const api = new ScriptedApi(status(403, 'Forbidden'))
    const error = await outcome(setUp(api).client.json(post), new ManualTimers())
    expect(error).toBeInstanceOf(KubernetesError)
    expect(error).toMatchObject({ code: 'KUBERNETES_FORBIDDEN', status: { code: 403, message: 'Forbidden happened' } })
    expect(api.requests).toHaveLength(1)
  })

  it('takes the words of a proxy as the message', async () => {
    const { client } = setUp(new ScriptedApi(answer('<html>no route</html>', 404)))
    await expect(client.json(get)).rejects.toThrow('HTTP 404 <html>no route</html>')
  })

  it.each([429, 500, 502, 503, 504])('tries again after %i, creations too', async (code) => {
    const api = new ScriptedApi(status(code, 'Later'), answer({ ok: true }))
    const { client, timers } = setUp(api)
    expect(await outcome(client.json(post), timers)).toEqual({ ok: true })
    expect(timers.slept).toEqual([100])
  })

  it.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND'])('tries again after %s', async (code) => {
    const api = new ScriptedApi(broken(code), answer({ ok: true }))
    const { client, timers } = setUp(api)
    expect(await outcome(client.json(post), timers)).toEqual({ ok: true })
  })

  it('waits longer from time to time, and no less than Retry-After', async () => {
    const api = new ScriptedApi(broken(), broken(), status(429, 'TooManyRequests', { 'retry-after': '3' }), answer({}))
    const { client, timers } = setUp(api)
    await outcome(client.json(get), timers)
    expect(timers.slept).toEqual([100, 200, 3000])
  })

  it('gives up when the time for it is used, with what was said last', async () => {
    const api = new ScriptedApi(...Array.from({ length: 50 }, () => status(503, 'ServiceUnavailable')))
    const { client, timers } = setUp(api)
    const error = await outcome(client.json({ ...get, retryBudgetMs: 2_000 }), timers)
    expect(error).toMatchObject({ code: 'KUBERNETES_SERVICE_UNAVAILABLE', retryable: true })
    expect(timers.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(2_000)
    expect(api.requests).toHaveLength(5)
  })

  it('does not wait for a Retry-After that is beyond the time for it, and says when it may work', async () => {
    const api = new ScriptedApi(status(503, 'ServiceUnavailable', { 'retry-after': '3600' }))
    const { client, timers } = setUp(api)
    const error = await outcome(client.json(get), timers)
    expect(error).toBeInstanceOf(KubernetesError)
    expect(error).toMatchObject({ details: { retryAfterMs: 3_600_000 } })
    expect(timers.slept).toEqual([])
  })

  it('makes new credentials once when they are refused', async () => {
    const api = new ScriptedApi(status(401, 'Unauthorized'), answer({ ok: true }))
    expect(await setUp(api).client.json(get)).toEqual({ ok: true })
    expect(api.authorizations).toEqual(['Bearer token-1', 'Bearer token-2'])
    const refused = new ScriptedApi(status(401, 'Unauthorized'), status(401, 'Unauthorized'))
    await expect(setUp(refused).client.json(get)).rejects.toMatchObject({ code: 'KUBERNETES_UNAUTHORIZED' })
    expect(refused.requests).toHaveLength(2)
  })

  it('tries a creation again that lost a race for the quota, but not one whose name is taken', async () => {
    const race = setUp(new ScriptedApi(status(409, 'Conflict'), answer({ ok: true })))
    expect(await outcome(race.client.json(post), race.timers)).toEqual({ ok: true })
    const taken = setUp(new ScriptedApi(status(409, 'AlreadyExists'), answer({ ok: true })))
    expect(await outcome(taken.client.json(post), taken.timers)).toMatchObject({ code: 'KUBERNETES_ALREADY_EXISTS' })
    const changed = setUp(new ScriptedApi(status(409, 'Conflict'), answer({ ok: true })))
    const patch = { ...post, method: 'PATCH' } as const
    expect(await outcome(changed.client.json(patch), changed.timers)).toMatchObject({ code: 'KUBERNETES_CONFLICT' })
  })

  it('sends what must not be done twice again only where nothing was done', async () => {
    const once = { ...post, atMostOnce: true } as const
    for (const nothingDone of [status(429, 'TooManyRequests'), status(409, 'Conflict')]) {
      const { client, timers } = setUp(new ScriptedApi(nothingDone, answer({ ok: true })))
      expect(await outcome(client.json(once), timers)).toEqual({ ok: true })
    }
    for (const open of [status(500, 'InternalError'), status(504, 'Timeout'), broken('ECONNRESET')]) {
      const { client, timers } = setUp(new ScriptedApi(open, answer({ ok: true })))
      expect(await outcome(client.json(once), timers)).toMatchObject({ retryable: true })
    }
  })

  it('says that nobody answered, and where', async () => {
    const api = new ScriptedApi(...Array.from({ length: 50 }, () => broken('ECONNREFUSED')))
    const { client, timers } = setUp(api)
    const error = await outcome(client.json(get), timers)
    expect(error).toBeInstanceOf(TransientError)
    expect(error).toMatchObject({
      code: 'KUBERNETES_UNREACHABLE',
      message: expect.stringMatching(/GET \/api\/v1\/pods: .*https:\/\/api did not answer \(read ECONNREFUSED\)/),
    })
  })

  it('does not try again where the certificate is wrong, and says what to check', async () => {
    const api = new ScriptedApi(broken('SELF_SIGNED_CERT_IN_CHAIN'))
    await expect(setUp(api).client.json(get)).rejects.toMatchObject({
      code: 'KUBERNETES_TLS',
      message: expect.stringContaining('certificate authority'),
    })
  })

  it('gives up a request that is not answered in time', async () => {
    const { client } = setUp(new ScriptedApi(silence), { requestTimeoutMs: 1 })
    const call = client.json({ ...get, retryBudgetMs: 0 })
    await expect(call).rejects.toMatchObject({
      code: 'KUBERNETES_UNREACHABLE',
      message: expect.stringMatching(/within 1 ms/),
    })
  })

  it.each([0, -1])('waits for as long as it takes where the limit is %s', async (requestTimeoutMs) => {
    const answered = Promise.withResolvers<void>()
    const api = new ScriptedApi((request) => answered.promise.then(() => answer({})(request)))
    const { client } = setUp(api, { requestTimeoutMs })
    const call = client.json({ ...get, retryBudgetMs: 0 })
    await settle()
    answered.resolve()
    await expect(call).resolves.toEqual({})
  })

  it('ends at once when the caller gives up, while it waits or asks', async () => {
    for (const api of [new ScriptedApi(silence), new ScriptedApi(status(503, 'Later'))]) {
      const stop = new AbortController()
      const { client } = setUp(api)
      const call = client.json({ ...get, signal: stop.signal }).catch((error: unknown) => error)
      await settle()
      stop.abort(new Error('enough'))
      expect(await call).toEqual(new Error('enough'))
    }
  })

  it('says so where the answer is not JSON', async () => {
    await expect(setUp(new ScriptedApi(answer('ok'))).client.json(get)).rejects.toMatchObject({
      code: 'KUBERNETES_NOT_JSON',
    })
  })

  it('passes on why there are no credentials', async () => {
    const lost = new SparkdropError('NO_CREDENTIALS', 'the secret is gone', true)
    const credentials = { get: () => Promise.reject(lost), invalidate: () => {} }
    const client = new RestClient({ url: 'https://api', credentials }, { transport: new ScriptedApi() })
    await expect(client.json(get)).rejects.toBe(lost)
  })
})
