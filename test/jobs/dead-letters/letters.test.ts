import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { buryMessage } from '../../../lib/jobs/dead-letters/bury-message.ts'
import { dropLetters, listLetters, redriveLetters } from '../../../lib/jobs/dead-letters/handle-letters.ts'
import { LETTER } from '../../../lib/jobs/dead-letters/letter-attributes.ts'
import { deriveJobId } from '../../../lib/jobs/job-id.ts'
import { job, jobRequest } from '../../builders/job.ts'
import { InMemoryDeadLetters } from '../../fakes/in-memory-dead-letters.ts'
import { InMemoryJobStore } from '../../fakes/in-memory-job-store.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'

const setUp = () => {
  const jobs = new InMemoryDeadLetters()
  const uploads = new InMemoryDeadLetters()
  const store = new InMemoryJobStore()
  const clock = new ManualClock()
  return { jobs, uploads, store, clock, deps: { deadLetters: { jobs, uploads }, store, clock } }
}

const ALL = { isMeant: () => true, limit: 100 }
const request = (id: string) => ({ ...jobRequest(), source: undefined, id })
const refused = new TransientError('API_DOWN', 'the API server does not answer')

describe('a message that is given up', () => {
  it('lies among the dead letters as it was sent, with its reason, its job and its identity', async () => {
    const { jobs, clock, deps } = setUp()
    const body = JSON.stringify(request('nightly'))
    await buryMessage({ deadLetters: jobs, clock }, { body, attributes: { trace: 't1' }, messageId: 'm1' }, refused)
    const [stored] = jobs.stored
    expect(stored).toMatchObject({ body, attributes: { trace: 't1' } })
    const { letters } = await listLetters(deps, ALL)
    expect(letters).toEqual([
      {
        queue: 'jobs',
        id: 'm1',
        about: 'job s3a://drop/team-a/pi.jar',
        code: 'API_DOWN',
        reason: 'the API server does not answer',
        failedAt: '2026-01-01T00:00:00.000Z',
        sentAt: '2026-01-01T00:00:00.000Z',
        namespace: 'team-a',
        jobId: deriveJobId({ kind: 'sqs', id: 'nightly' }),
        body,
      },
    ])
  })

  it('has ten attributes at most, its own last', async () => {
    const { jobs, clock } = setUp()
    const own = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`own-${i}`, 'x']))
    await buryMessage({ deadLetters: jobs, clock }, { body: 'no json', attributes: own, messageId: 'm1' }, refused)
    const names = Object.keys(jobs.stored[0]?.attributes ?? {})
    expect(names).toHaveLength(10)
    expect(names).toEqual(expect.arrayContaining([LETTER.messageId, LETTER.code, LETTER.reason, LETTER.failedAt]))
  })

  it.each([
    ['an error that is none of ours', new RangeError('too deep'), 'UNEXPECTED', 'too deep'],
    ['an error without words', new Error(''), 'UNEXPECTED', 'UNEXPECTED'],
    ['control characters', new TransientError('A', 'red \u001b[31mtext\u0000'), 'A', 'red text'],
  ])('tells of %s', async (_what, error, code, reason) => {
    const { jobs, clock, deps } = setUp()
    await buryMessage({ deadLetters: jobs, clock }, { body: '{}', attributes: {}, messageId: 'm1' }, error)
    expect((await listLetters(deps, ALL)).letters).toMatchObject([{ code, reason }])
  })
})

describe('a letter that the queue moved there by itself', () => {
  it('is explained by the record of its job', async () => {
    const { jobs, store, deps } = setUp()
    const held = job({ reason: 'API_UNAVAILABLE', message: 'it is tried again: no answer' })
    await store.create(held)
    jobs.put({ body: JSON.stringify(held.request) })
    const [letter] = (await listLetters(deps, ALL)).letters
    expect(letter).toMatchObject({
      reason: 'it is tried again: no answer',
      jobId: held.jobId,
      job: { state: 'ACCEPTED', reason: 'API_UNAVAILABLE' },
    })
    expect(letter).not.toHaveProperty('code')
  })

  it('is said to have died where nothing tells', async () => {
    const { jobs, deps } = setUp()
    jobs.put({ body: 'not even JSON' })
    const [letter] = (await listLetters(deps, ALL)).letters
    expect(letter).toMatchObject({ about: 'no JSON', reason: expect.stringContaining('died or ran out of time') })
  })

  it('does not show the job of another tenant whose id it took', async () => {
    const { jobs, store, deps } = setUp()
    await store.create(job({ message: 'a secret of team-a' }))
    jobs.put({ body: JSON.stringify(jobRequest({ namespace: 'team-b' })) })
    const [letter] = (await listLetters(deps, ALL)).letters
    expect(letter).toMatchObject({ namespace: 'team-b' })
    expect(JSON.stringify({ ...letter, body: '' })).not.toContain('secret')
  })
})

describe.each([
  ['an upload', { Records: [] }, 'a message of no known kind'],
  [
    'an upload',
    {
      'detail-type': 'Object Created',
      source: 'aws.s3',
      detail: { bucket: { name: 'drop' }, object: { key: 'a b/ü.jar' } },
    },
    's3://drop/a b/ü.jar',
  ],
  [
    'a pod',
    {
      detail: {
        pod: { metadata: { name: 'pi-driver', namespace: 'team-a', labels: { 'sparkdrop.dev/job-id': 'j1' } } },
      },
    },
    'driver pod pi-driver',
  ],
  ['executors', { detail: { namespace: 'team-a', sparkAppId: 'spark-1', jobId: 'j1' } }, 'executors of spark-1'],
  ['a schedule', { version: 1, schedule: { namespace: 'team-a', name: 'nightly' } }, 'schedule team-a/nightly'],
  ['nothing', null, 'a message of no known kind'],
])('a letter about %s', (_what, body, about) => {
  it(`is shown as ${about}`, async () => {
    const { uploads, deps } = setUp()
    uploads.put({ body: JSON.stringify(body) })
    expect((await listLetters(deps, ALL)).letters).toMatchObject([{ queue: 'uploads', about }])
  })
})

describe('a look at the dead letters', () => {
  it('leaves them where they are, and holds none', async () => {
    const { jobs, uploads, deps } = setUp()
    for (let i = 0; i < 7; i++) jobs.put({ body: `${i}` })
    uploads.put({})
    expect((await listLetters(deps, ALL)).letters).toHaveLength(8)
    expect([jobs.stored.length, jobs.held, uploads.stored.length, uploads.held]).toEqual([7, 0, 1, 0])
  })

  it('shows the oldest first, as many as were asked for, and says that there are more', async () => {
    const { jobs, uploads, deps } = setUp()
    for (const [queue, sentAt] of [
      [jobs, 3000],
      [uploads, 1000],
      [jobs, 2000],
    ] as const)
      queue.put({ sentAt })
    const some = await listLetters(deps, { ...ALL, limit: 2 })
    expect(some.letters.map(({ sentAt }) => Date.parse(sentAt))).toEqual([1000, 2000])
    expect(some.more).toBe(true)
    expect((await listLetters(deps, { ...ALL, queue: 'uploads' })).letters).toHaveLength(1)
  })

  it('ends before an answer would come too late, and says that there are more', async () => {
    const { jobs, clock, deps } = setUp()
    for (let i = 0; i < 7; i++) jobs.put({ body: `${i}` })
    const slow = {
      ...deps,
      store: { get: async () => undefined },
      clock: { now: () => 0, monotonic: () => clock.monotonic() },
    }
    const isMeant = () => {
      clock.advance(7_000)
      return true
    }
    const { letters, more } = await listLetters(slow, { isMeant, limit: 100 })
    expect([letters.length, more, jobs.held]).toEqual([4, true, 0])
  })

  it('lets them go also where the table does not answer', async () => {
    const { jobs, deps } = setUp()
    jobs.put({ body: JSON.stringify(jobRequest()) })
    const get = async () => {
      throw refused
    }
    await expect(listLetters({ ...deps, store: { get } }, ALL)).rejects.toThrow(refused)
    expect(jobs.held).toBe(0)
  })
})

describe('letters that are sent again', () => {
  const only =
    (...ids: readonly string[]) =>
    ({ id }: { readonly id: string }) =>
      ids.includes(id)

  it('go to their own queue with their identity and without the old reason, and the others stay', async () => {
    const { jobs, uploads, clock, deps } = setUp()
    await buryMessage({ deadLetters: jobs, clock }, { body: 'a', attributes: { trace: 't' }, messageId: 'm1' }, refused)
    jobs.put({ body: 'b' })
    uploads.put({ body: 'c', messageId: 'm3' })
    const { letters } = await redriveLetters(deps, { ...ALL, isMeant: only('m1', 'm3') })
    expect(letters.map(({ id }) => id).sort()).toEqual(['m1', 'm3'])
    expect(jobs.resent).toEqual([{ body: 'a', attributes: { trace: 't', [LETTER.messageId]: 'm1' } }])
    expect(uploads.resent).toEqual([{ body: 'c', attributes: { [LETTER.messageId]: 'm3' } }])
    expect(jobs.stored.map(({ body }) => body)).toEqual(['b'])
    expect([uploads.stored, jobs.held]).toEqual([[], 0])
  })

  it('keep their identity however often they come back', async () => {
    const { jobs, clock, deps } = setUp()
    const bury = (messageId: string, attributes = {}) =>
      buryMessage({ deadLetters: jobs, clock }, { body: 'a', attributes, messageId }, refused)
    await bury('first')
    await redriveLetters(deps, ALL)
    await bury('second', jobs.resent[0]?.attributes)
    expect((await listLetters(deps, ALL)).letters).toMatchObject([{ id: 'first' }])
  })

  it('are not lost where the queue does not take them', async () => {
    const { jobs, deps } = setUp()
    for (const body of ['a', 'b', 'c']) jobs.put({ body })
    let sent = 0
    jobs.onResend = () => {
      if (++sent === 2) throw refused
    }
    await expect(redriveLetters(deps, ALL)).rejects.toThrow(refused)
    expect(jobs.resent).toHaveLength(1)
    expect(jobs.stored).toHaveLength(2)
    expect(jobs.held).toBe(0)
  })
})

describe('letters that are dropped', () => {
  it('are gone, and sent nowhere', async () => {
    const { jobs, deps } = setUp()
    jobs.put({ messageId: 'm1' })
    jobs.put({ messageId: 'm2' })
    const { letters } = await dropLetters(deps, { ...ALL, isMeant: ({ id }) => id === 'm1' })
    expect(letters).toHaveLength(1)
    expect(jobs.stored.map(({ messageId }) => messageId)).toEqual(['m2'])
    expect(jobs.resent).toEqual([])
  })
})
