import { beforeEach, describe, expect, it } from 'vitest'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { ALICE, ApiSetup, BOB, PI } from './api-setup.ts'

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } })

describe('submitting a job', () => {
  it('records it, queues it, and says where it is', async () => {
    const { status, headers, body } = await api.post('/v1/jobs', PI)
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`/v1/jobs/${body.jobId}`)
    expect(body).toMatchObject({ state: 'ACCEPTED', namespace: 'team-a', name: 'pi', attempt: 1 })
    expect(body.source).toEqual({ kind: 'api', principal: ALICE, idempotencyKey: 'fresh-0' })
    expect(api.store.jobs.get(body.jobId)?.request).toEqual(api.queue.sent[0])
    expect(api.announcer.states).toEqual(['ACCEPTED'])
  })

  it('makes a new job of each call without a key', async () => {
    const [one, two] = [await api.post('/v1/jobs', PI), await api.post('/v1/jobs', PI)]
    expect(one.body.jobId).not.toBe(two.body.jobId)
  })

  it('makes one job of one key, and answers 200 from the second time on', async () => {
    const first = await api.post('/v1/jobs', PI, keyed('nightly'))
    const second = await api.post('/v1/jobs', { ...PI, args: [] }, keyed('nightly'))
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body).toEqual(first.body)
    expect(api.store.jobs.size).toBe(1)
  })

  it('refuses another request under a key that was used, and keeps the first', async () => {
    const first = await api.post('/v1/jobs', PI, keyed('nightly'))
    const { status, body } = await api.post('/v1/jobs', { ...PI, args: ['other'] }, keyed('nightly'))
    expect(status).toBe(409)
    expect(body).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED', detail: expect.stringContaining(first.body.jobId) })
    expect(api.store.jobs.get(first.body.jobId)?.request?.args).toEqual([])
  })

  it("keeps two callers' keys apart", async () => {
    const request = { ...PI, namespace: 'shared' }
    for (const as of ['arn:aws:iam::1:user/x', 'arn:aws:iam::1:user/y'])
      expect((await api.post('/v1/jobs', request, { ...keyed('same'), as })).status).toBe(201)
    expect(api.store.jobs.size).toBe(2)
  })

  it('queues a job again whose first call died after it was recorded', async () => {
    api.queue.failNext = new TransientError('AWS_FAILED', 'the queue is away')
    const first = await api.post('/v1/jobs', PI, keyed('k'))
    expect(first.status).toBe(503)
    expect(first.headers.get('retry-after')).toBe('2')
    expect((await api.post('/v1/jobs', PI, keyed('k'))).status).toBe(200)
    expect(api.queue.sent).toHaveLength(1)
    expect(api.announcer.states).toEqual(['ACCEPTED'])
  })

  it('queues a job no more that is under way', async () => {
    const { body } = await api.post('/v1/jobs', PI, keyed('k'))
    const job = api.store.jobs.get(body.jobId)
    if (job) api.store.jobs.set(job.jobId, { ...job, state: 'RUNNING' })
    expect((await api.post('/v1/jobs', PI, keyed('k'))).body.state).toBe('RUNNING')
    expect(api.queue.sent).toHaveLength(1)
  })

  it('makes one job of calls that come at once', async () => {
    const replies = await Promise.all(Array.from({ length: 5 }, () => api.post('/v1/jobs', PI, keyed('k'))))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201])
    expect(api.store.jobs.size).toBe(1)
  })
})

describe('a submission that is refused', () => {
  it.each([
    ['no JSON', '{', 400, 'body', /must be JSON/],
    ['no main', { namespace: 'team-a' }, 422, 'body.main', /is missing: expected object/],
    ['a main file of no known scheme', { ...PI, main: { file: '/x.jar' } }, 422, 'body.main.file', /s3:\/\/, s3a:\/\//],
    ['an argument that is no text', { ...PI, args: ['a', 1] }, 422, 'body.args.1', /expected string/],
    ['a source of its own', { ...PI, source: { kind: 'sqs', id: '1' } }, 422, 'body', /"source"/],
    ['a version that is not known', { ...PI, version: 2 }, 422, 'body.version', /1/],
    ['a property that is not Spark’s', { ...PI, conf: { x: 'y' } }, 422, 'body.conf.x', /must begin with "spark\."/],
  ])('with %s names the path and what was expected there', async (_what, sent, status, path, message) => {
    const reply = await api.post('/v1/jobs', sent)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/problem+json')
    expect(reply.body.errors).toContainEqual({ path, message: expect.stringMatching(message) })
    expect(reply.body).toMatchObject({ status, instance: '/v1/jobs', detail: expect.stringContaining(path) })
    expect(api.store.jobs.size).toBe(0)
  })

  it('for a namespace of others names those of the caller', async () => {
    const { status, body } = await api.post('/v1/jobs', PI, { as: BOB })
    expect(status).toBe(403)
    expect(body).toMatchObject({
      code: 'FORBIDDEN_NAMESPACE',
      detail: 'namespace "team-a" is not the caller\'s to use: expected one of team-b',
    })
  })

  it('by the policy tells every violation, and leaves no record', async () => {
    api.violations = [
      { rule: 'property', property: 'spark.master', message: 'spark.master=x: leave it out' },
      { rule: 'image', message: 'no image of that name' },
    ]
    const { status, body } = await api.post('/v1/jobs', PI)
    expect(status).toBe(403)
    expect(body.errors).toEqual([
      { path: 'spark.master', message: 'spark.master=x: leave it out' },
      { path: 'image', message: 'no image of that name' },
    ])
    expect(api.store.jobs.size).toBe(0)
  })

  it('for its size says how large it may be', async () => {
    const { status, body } = await api.post('/v1/jobs', { ...PI, args: ['x'.repeat(200_000)] })
    expect(status).toBe(413)
    expect(body.detail).toMatch(/expected at most 200000/)
  })

  it.each(['', 'x'.repeat(256)])('for a key of a wrong length says so', async (key) => {
    const { status, body } = await api.post('/v1/jobs', PI, keyed(key))
    expect([status, body.errors[0].path]).toEqual([400, 'header.Idempotency-Key'])
  })
})
