import { beforeEach, describe, expect, it } from 'vitest'
import { ApiSetup, PI } from './api-setup.ts'

const ANYBODY = { as: 'arn:aws:iam::123456789012:role/admin' }

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

const make = async (namespace: string, name: string): Promise<string> => {
  api.clock.advance(1000)
  return (await api.post('/v1/jobs', { ...PI, namespace, name }, ANYBODY)).body.jobId
}

const names = async (query: string, as = ANYBODY): Promise<string[]> =>
  (await api.call(`/v1/jobs${query}`, as)).body.jobs.map(({ name }: { name: string }) => name)

describe('the list of jobs', () => {
  it('is newest first, without what was asked for and what is only for the platform', async () => {
    await make('team-a', 'one')
    await make('team-b', 'two')
    const { body } = await api.call('/v1/jobs', ANYBODY)
    expect(body.jobs.map(({ name }: { name: string }) => name)).toEqual(['two', 'one'])
    expect(body.jobs[0]).not.toHaveProperty('request')
    expect(body.jobs[0]).not.toHaveProperty('revision')
    expect(body).not.toHaveProperty('next')
  })

  it.each([
    ['?namespace=team-a', ['a2', 'a1']],
    ['?namespace=team-a,team-b', ['b1', 'a2', 'a1']],
    ['?namespace=team-a&namespace=team-b', ['b1', 'a2', 'a1']],
    ['?state=RUNNING', ['a2']],
    ['?state=RUNNING,FAILED', ['a2']],
    ['?source=api&name=b', ['b1']],
    ['?source=s3', []],
  ])('asked with %s gives %j', async (query, expected) => {
    await make('team-a', 'a1')
    const running = await make('team-a', 'a2')
    await make('team-b', 'b1')
    const job = api.store.jobs.get(running)
    if (job) api.store.jobs.set(running, { ...job, state: 'RUNNING' })
    expect(await names(query)).toEqual(expected)
  })

  it('comes page by page', async () => {
    for (const name of ['1', '2', '3', '4', '5']) await make('team-a', name)
    const seen: string[] = []
    let cursor: string | undefined = ''
    for (let page = 0; cursor !== undefined && page < 9; page++) {
      const { body }: { body: { jobs: { name: string }[]; next?: string } } = await api.call(
        `/v1/jobs?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
        ANYBODY,
      )
      seen.push(...body.jobs.map(({ name }) => name))
      cursor = body.next
    }
    expect(seen).toEqual(['5', '4', '3', '2', '1'])
  })

  it('shows a caller with globs for namespaces what they match, however much lies between', async () => {
    api.tenancies.set('glob', ['team-*'])
    await make('team-a', 'old')
    for (let i = 0; i < 30; i++) await make('other', String(i))
    await make('team-b', 'new')
    expect(await names('?limit=5', { as: 'glob' })).toEqual(['new', 'old'])
    expect(await names('?namespace=other', { as: 'glob' })).toEqual([])
  })

  it.each([
    ['?limit=0', 'query.limit', />=1/],
    ['?limit=x', 'query.limit', /expected number/],
    ['?state=DONE', 'query.state.0', /"SUCCEEDED"/],
    ['?namespace=Team', 'query.namespace.0', /must be a Kubernetes namespace/],
    ['?cursor=abc', 'query.cursor', /must be the `next` of an earlier answer/],
    ['?sate=RUNNING', 'query', /"sate"/],
  ])('asked with %s says what is wrong where', async (query, path, message) => {
    const { status, body } = await api.call(`/v1/jobs${query}`)
    expect(status).toBe(400)
    expect(body.errors[0]).toEqual({ path, message: expect.stringMatching(message) })
  })
})

describe('a job', () => {
  it('is shown with its request', async () => {
    const jobId = await make('team-a', 'one')
    const { status, body } = await api.call(`/v1/jobs/${jobId}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ jobId, name: 'one', request: { namespace: 'team-a', priority: 0 } })
  })

  it.each(['0'.repeat(32), 'x', '%2e%2e', 'livy'])('called %s is not there', async (id) => {
    const { status, body } = await api.call(`/v1/jobs/${id}`)
    expect([status, body.code]).toEqual([404, 'NOT_FOUND'])
  })
})
