import { beforeEach, describe, expect, it } from 'vitest'
import { advance } from '../../lib/jobs/job-transition.ts'
import { job } from '../builders/job.ts'
import { JOB } from '../builders/schedule.ts'
import { ScheduleApi } from './schedules-setup.ts'

const BODY = { schedule: '30 2 * * *', timezone: 'Europe/Berlin', job: JOB }

let api: ScheduleApi
beforeEach(() => {
  api = new ScheduleApi()
})

describe('PUT /v1/schedules/{namespace}/{name}', () => {
  it('makes a schedule, then changes it', async () => {
    const made = await api.call('PUT', '/v1/schedules/team-a/nightly', BODY)
    expect(made).toMatchObject({
      status: 201,
      body: {
        namespace: 'team-a',
        name: 'nightly',
        schedule: '30 2 * * *',
        concurrency: 'Allow',
        paused: false,
        pending: false,
        next: expect.arrayContaining(['2026-01-01T01:30:00Z', '2026-01-05T01:30:00Z']),
        history: [],
      },
    })
    const changed = await api.call('PUT', '/v1/schedules/team-a/nightly', { ...BODY, concurrency: 'Forbid' })
    expect(changed).toMatchObject({ status: 200, body: { concurrency: 'Forbid' } })
    expect(api.scheduler.alarms.size).toBe(1)
  })

  it.each([
    ['/v1/schedules/team-a/Nightly', BODY, 400, 'path.name: must be a name'],
    ['/v1/schedules/team-b/nightly', BODY, 403, 'namespace "team-b" is not the caller\'s to use'],
    ['/v1/schedules/team-a/nightly', { ...BODY, schedule: undefined }, 422, 'body.schedule: is missing'],
    ['/v1/schedules/team-a/nightly', { ...BODY, cron: 1 }, 422, 'Unrecognized key: "cron"'],
    ['/v1/schedules/team-a/nightly', { ...BODY, schedule: '30 25 * * *' }, 422, 'the field "hours" of the schedule'],
  ])('of %s with %j is refused with %i', async (path, body, status, detail) => {
    expect(await api.call('PUT', path, body)).toMatchObject({
      status,
      body: { detail: expect.stringContaining(detail) },
    })
    expect(api.schedules.schedules.size).toBe(0)
  })

  it('is refused where the policy refuses the job', async () => {
    api.violations = [{ rule: 'limit', message: 'at most 2 executors' }]
    const refused = await api.call('PUT', '/v1/schedules/team-a/nightly', BODY)
    expect(refused).toMatchObject({ status: 403, body: { code: 'REFUSED_BY_POLICY' } })
  })
})

describe('/v1/schedules', () => {
  it('shows the states that the jobs of its history have now', async () => {
    await api.call('PUT', '/v1/schedules/team-a/nightly', BODY)
    const stored = api.schedules.schedules.get('team-a/nightly')
    const run = job({ jobId: 'a'.repeat(32) })
    const ended = advance(run, { state: 'SUCCEEDED', attempt: 1 }, '2026-01-01T03:00:00.000Z')
    if (!stored || !ended) throw new Error('there is no schedule')
    api.store.jobs.set(run.jobId, ended)
    const firing = { at: '2026-01-01T01:30:00Z', decidedAt: '2026-01-01T01:30:01.000Z', jobId: run.jobId }
    api.schedules.schedules.set('team-a/nightly', { ...stored, firings: [{ ...firing, state: 'ACCEPTED' }] })
    const { body } = await api.call('GET', '/v1/schedules/team-a/nightly')
    expect(body.history).toEqual([{ ...firing, state: 'SUCCEEDED' }])
  })

  it('lists page by page what the caller may see', async () => {
    for (const name of ['a', 'b', 'c']) await api.call('PUT', `/v1/schedules/team-a/${name}`, BODY)
    await api.call('PUT', '/v1/schedules/team-b/d', BODY, ['**'])
    const first = await api.call('GET', '/v1/schedules?limit=2')
    expect(first.body.schedules.map((it: { name: string }) => it.name)).toEqual(['a', 'b'])
    const second = await api.call('GET', `/v1/schedules?limit=2&cursor=${first.body.next}`)
    expect(second.body.schedules.map((it: { name: string }) => it.name)).toEqual(['c'])
    expect((await api.call('GET', '/v1/schedules?namespace=team-b')).body.schedules).toEqual([])
    expect((await api.call('GET', '/v1/schedules?cursor=x')).status).toBe(400)
  })

  it('pauses, resumes, runs and deletes', async () => {
    await api.call('PUT', '/v1/schedules/team-a/nightly', BODY)
    const paused = await api.call('POST', '/v1/schedules/team-a/nightly/pause')
    expect(paused).toMatchObject({ status: 200, body: { paused: true, next: [] } })
    expect(await api.call('POST', '/v1/schedules/team-a/nightly/run')).toMatchObject({
      status: 202,
      body: { at: '2026-01-01T00:00:00Z', jobId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    })
    expect(api.fired).toMatchObject([
      { schedule: { name: 'nightly', manual: true }, scheduledTime: '2026-01-01T00:00:00Z' },
    ])
    const resumed = await api.call('POST', '/v1/schedules/team-a/nightly/resume')
    expect(resumed.body.paused).toBe(false)
    expect((await api.call('DELETE', '/v1/schedules/team-a/nightly')).status).toBe(204)
    expect(api.scheduler.alarms.size).toBe(0)
  })

  it.each([
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/pause'],
    ['POST', '/resume'],
    ['POST', '/run'],
  ])('answers %s%s with 404 for what there is not, and for what is not the caller’s', async (method, verb) => {
    await api.call('PUT', '/v1/schedules/team-b/nightly', BODY, ['**'])
    for (const namespace of ['team-a', 'team-b'])
      expect((await api.call(method, `/v1/schedules/${namespace}/nightly${verb}`)).status).toBe(404)
    expect(api.fired).toEqual([])
  })
})
