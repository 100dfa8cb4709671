import { describe, expect, it } from 'vitest'
import { ApiClient, type ApiRequest } from '../../../lib/cli/api-client/api-client.ts'
import { namedApi, openApi } from '../../../lib/cli/api-client/open-api.ts'
import { systemTimers } from '../../../lib/kubernetes/timers.ts'
import { capturedSurroundings } from '../captured-surroundings.ts'
import { ScriptedApi } from './scripted-api.ts'

const GET: ApiRequest = { method: 'GET', path: '/v1/jobs' }

const clientOf = (url: string, signal = new AbortController().signal) => {
  const pauses: number[] = []
  const sleep = async (ms: number): Promise<void> => {
    pauses.push(ms)
  }
  const authorize = async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => headers
  return { pauses, client: new ApiClient({ url, authorize, timers: { ...systemTimers, sleep }, signal }) }
}

describe('a call of the API', () => {
  it('sends query and body, and gives the JSON that comes', async () => {
    await using api = await ScriptedApi.start([{ status: 201, body: { a: 1 } }])
    const { client } = clientOf(`${api.url}/stage/`)
    const query = { state: ['RUNNING', 'QUEUED'], name: 'a b&c', limit: 5, cursor: undefined }
    expect(await client.json({ method: 'POST', path: '/v1/x%2Fy', query, body: { ü: [1] } })).toEqual({ a: 1 })
    expect(api.seen).toMatchObject([
      { method: 'POST', path: '/stage/v1/x%2Fy?state=RUNNING&state=QUEUED&name=a+b%26c&limit=5', body: '{"ü":[1]}' },
    ])
    expect(api.seen[0]?.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' })
  })

  it('gives nothing for an empty answer', async () => {
    await using api = await ScriptedApi.start([{ status: 204 }])
    expect(await clientOf(api.url).client.json(GET)).toBeUndefined()
  })

  it('is tried again where what is wrong passes, with pauses that grow or that the API asks for', async () => {
    await using api = await ScriptedApi.start([
      { status: 503, body: { detail: 'later' } },
      { status: 429, headers: { 'retry-after': '3' } },
      { status: 500 },
      { status: 200, body: [] },
    ])
    const { client, pauses } = clientOf(api.url)
    expect(await client.json(GET)).toEqual([])
    expect(pauses).toEqual([250, 3000, 1000])
  })

  it('gives up after five tries, with what was said last', async () => {
    await using api = await ScriptedApi.start([{ status: 503, body: { code: 'AWS_FAILED', detail: 'no table' } }])
    await expect(clientOf(api.url).client.json(GET)).rejects.toMatchObject({
      code: 'AWS_FAILED',
      message: 'no table',
      retryable: true,
    })
    expect(api.seen).toHaveLength(5)
  })

  it('is not tried again where it might be done twice', async () => {
    await using api = await ScriptedApi.start([{ status: 503 }])
    const { client } = clientOf(api.url)
    await expect(client.json({ method: 'POST', path: '/v1/jobs' })).rejects.toThrow('HTTP 503')
    expect(api.seen).toHaveLength(1)
    const headers = { 'Idempotency-Key': 'k' }
    await expect(client.json({ method: 'POST', path: '/v1/jobs', headers })).rejects.toThrow('HTTP 503')
    expect(api.seen).toHaveLength(6)
  })

  it.each([
    [
      { detail: 'body.main: must name a file', errors: [{ path: 'body.main', message: 'must name a file' }] },
      'body.main: must name a file',
    ],
    [
      {
        title: 'No',
        errors: [
          { path: 'a', message: 'b' },
          { path: ['c', 0], message: 'd' },
        ],
      },
      'No\n  a: b\n  c.0: d',
    ],
    [{ message: 'Not Found' }, 'Not Found'],
    ['<html>oh</html>', '<html>oh</html>'],
    ['', 'HTTP 422'],
  ])('that is refused by %j says so', async (body, message) => {
    await using api = await ScriptedApi.start([{ status: 422, body }])
    await expect(clientOf(api.url).client.json(GET)).rejects.toMatchObject({ message, retryable: false, status: 422 })
    expect(api.seen).toHaveLength(1)
  })

  it.each([
    [401, 'sign in to AWS anew'],
    [403, 'execute-api:Invoke'],
  ])('that nobody may make (%i) says what it takes', async (status, advice) => {
    await using api = await ScriptedApi.start([{ status, body: { message: 'Forbidden' } }])
    await expect(clientOf(api.url).client.json(GET)).rejects.toThrow(advice)
  })

  it('says that somebody else is there', async () => {
    await using api = await ScriptedApi.start([{ status: 200, body: '<html>' }])
    await expect(clientOf(api.url).client.json(GET)).rejects.toThrow("not with JSON: is it sparkdrop's API?")
  })

  it('says that nobody is there', async () => {
    const api = await ScriptedApi.start([])
    await api[Symbol.asyncDispose]()
    await expect(clientOf(api.url).client.json(GET)).rejects.toMatchObject({
      code: 'API_UNREACHABLE',
      message: expect.stringContaining(`${api.url} does not answer: `),
    })
  })

  it('ends where the person has had enough', async () => {
    await using api = await ScriptedApi.start([{ status: 503 }])
    const stop = new AbortController()
    stop.abort(new Error('enough'))
    await expect(clientOf(api.url, stop.signal).client.json(GET)).rejects.toThrow('enough')
  })
})

describe('the API that is meant', () => {
  it.each([
    [{ api: 'https://a' }, { SPARKDROP_API: 'https://b', SPARKDROP_STACK: 's' }, { api: 'https://a' }],
    [{ stack: 'mine' }, { SPARKDROP_API: 'https://b' }, { stack: 'mine' }],
    [{ api: 'https://a', stack: 'mine' }, { SPARKDROP_STACK: 's' }, { api: 'https://a', stack: 'mine' }],
    [{}, { SPARKDROP_API: 'https://b', SPARKDROP_STACK: 's' }, { api: 'https://b', stack: 's' }],
    [{}, { SPARKDROP_STACK: 's' }, { stack: 's' }],
    [{}, { SPARKDROP_API: '' }, {}],
  ])('of %j in %j is %j', (options, environment, expected) => {
    expect(namedApi(options, environment)).toEqual(expected)
  })

  it.each([
    [{}, 'no stack is named: give --stack NAME, --api URL, or set SPARKDROP_STACK or SPARKDROP_API'],
    [{ api: 'my-api' }, "--api: 'my-api' is no URL such as https://"],
    [{ api: 'ftp://host' }, "--api: 'ftp://host' is no URL such as https://"],
  ])('%j is refused with what would be right', async (options, message) => {
    await expect(openApi(options, capturedSurroundings())).rejects.toThrow(message)
  })

  it('gets the bearer token of the environment', async () => {
    await using api = await ScriptedApi.start([{ status: 200, body: {} }])
    const client = await openApi({ api: api.url }, capturedSurroundings({ environment: { SPARKDROP_TOKEN: 't0ken' } }))
    await client.json(GET)
    expect(api.seen[0]?.headers.authorization).toBe('Bearer t0ken')
  })
})
