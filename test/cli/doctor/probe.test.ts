import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ScriptedAnswer, ScriptedApi } from '../api-client/scripted-api.ts'
import { DoctorSetup, type Told } from './doctor-setup.ts'

let setup: DoctorSetup
let api: ScriptedApi | undefined
beforeEach(() => {
  setup = new DoctorSetup()
})
afterEach(() => api?.[Symbol.asyncDispose]())

const job = (state: string, message?: string) => ({
  jobId: 'a'.repeat(32),
  namespace: 'team-a',
  state,
  attempt: 1,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...(message === undefined ? {} : { message }),
})

const answered = async (...answers: readonly ScriptedAnswer[]): Promise<readonly Told[]> => {
  api = await ScriptedApi.start(answers)
  setup.stack.outputs.set('ApiUrl', api.url)
  return (await setup.examine({ hasApi: true, probeKey: 'doctor-1', clusters: [] })).filter(({ section }) =>
    ['API', 'Probe'].includes(section),
  )
}

const JOBS = { status: 200, body: { jobs: [] } }
const SENT = { status: 201, body: job('ACCEPTED') }
const OVER = { status: 200, body: { events: [], next: 2, ended: true } }

describe('the API', () => {
  it('answers, lets the caller in, and nothing is sent without a probe', async () => {
    api = await ScriptedApi.start([JOBS])
    setup.stack.outputs.set('ApiUrl', api.url)
    const found = await setup.examine({ hasApi: true })
    expect(found).toContainEqual(expect.objectContaining({ section: 'API', verdict: 'ok' }))
    expect(api.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /v1/jobs?limit=1'])
  })

  it('that lets the caller in not is not known to be ill', async () => {
    const [found] = await answered({ status: 403, body: { message: 'Forbidden' } })
    expect(found).toMatchObject({ verdict: 'unseen', missing: 'execute-api:Invoke' })
  })

  it('that fails, has failed', async () => {
    const [found] = await answered({ status: 404, body: { message: 'Not Found' } })
    expect(found).toMatchObject({ verdict: 'failed', see: 'docs/runbook.md#the-api-fails' })
  })
})

describe('the probe', () => {
  it('is well where the API server of the cluster refuses what none may have', async () => {
    const message = 'the cluster refused the job: Pod "p" is invalid: metadata.annotations: "-sparkdrop-doctor-"'
    const found = await answered(JOBS, SENT, OVER, { status: 200, body: job('REJECTED', message) })
    expect(found).toMatchObject([{ verdict: 'ok' }, { section: 'Probe', verdict: 'ok', about: 'probe in team-a' }])
    const sent = api?.seen[1]
    expect(sent).toMatchObject({ method: 'POST', path: '/v1/jobs', headers: { 'idempotency-key': 'doctor-1' } })
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({ namespace: 'team-a', name: 'sparkdrop-doctor' })
  })

  it.each([
    ['REJECTED', 'namespace "team-a" does not exist on the cluster'],
    ['SUCCEEDED', undefined],
  ])('has failed where the job ends %s for another reason', async (state, message) => {
    const found = await answered(JOBS, SENT, OVER, { status: 200, body: job(state, message) })
    expect(found[1]).toMatchObject({ verdict: 'failed', saw: expect.stringContaining(message ?? state) })
  })

  it('has failed where the job does not get there, with what holds it', async () => {
    let now = 0
    setup.cluster.timers.monotonic = () => (now += 20_000)
    const waits = { status: 200, body: { events: [], next: 1, ended: false } }
    const queued = { status: 200, body: job('QUEUED', 'the API server does not answer') }
    const found = await answered(JOBS, SENT, waits, waits, queued)
    expect(found[1]).toMatchObject({
      verdict: 'failed',
      saw: expect.stringMatching(/still QUEUED after 60 s: the API server does not answer/),
      advice: expect.stringContaining('sparkdrop kill'),
    })
  })

  it('is no failure of the deployment where the policy keeps the caller from it', async () => {
    const body = { code: 'REFUSED_BY_POLICY', detail: 'the policy refuses it' }
    expect((await answered(JOBS, { status: 403, body }))[1]).toMatchObject({
      verdict: 'warning',
      saw: expect.stringContaining('the policy refuses it'),
    })
  })
})
