import { beforeEach, describe, expect, it } from 'vitest'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { ALICE, ApiSetup } from './api-setup.ts'

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

const running = async () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'd', namespace: 'team-a' },
    spec: { containers: [{ name: 'c' }], nodeName: 'n' },
  }
  const { metadata } = await api.cluster.createPod(pod)
  api.cluster.updatePod('team-a', 'd', (stored) => {
    Object.assign(stored, { status: { phase: 'Running', containerStatuses: [{ name: 'c', state: { running: {} } }] } })
  })
  return api.job({ state: 'RUNNING', driver: { name: 'd', uid: metadata?.uid ?? '' } })
}

describe('killing a job', () => {
  it('that has no driver yet is done at once', async () => {
    const { jobId } = await api.job()
    const { status, body } = await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })
    expect(status).toBe(200)
    expect(body).toMatchObject({ state: 'KILLED', reason: 'CANCELLED', message: `killed by ${ALICE}` })
  })

  it('that runs is under way, with the grace period that was asked for', async () => {
    const { jobId } = await running()
    const { status } = await api.call(`/v1/jobs/${jobId}?graceSeconds=7`, { method: 'DELETE' })
    expect(status).toBe(202)
    expect(api.cluster.callsOf('deletePod')[0]?.args).toEqual([
      'team-a',
      'd',
      expect.objectContaining({ gracePeriodSeconds: 7 }),
    ])
  })

  it('twice is as good as once', async () => {
    const { jobId } = await api.job()
    await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })
    expect((await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })).status).toBe(200)
  })

  it('that has ended otherwise is refused', async () => {
    const { jobId } = await api.job({ state: 'SUCCEEDED' })
    const { status, body } = await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })
    expect([status, body.code]).toEqual([409, 'JOB_ENDED'])
  })

  it('with a grace period that is none is refused', async () => {
    const { jobId } = await api.job()
    const { status, body } = await api.call(`/v1/jobs/${jobId}?graceSeconds=-1`, { method: 'DELETE' })
    expect([status, body.errors[0].path]).toEqual([400, 'query.graceSeconds'])
    expect(api.store.jobs.get(jobId)?.state).toBe('ACCEPTED')
  })
})

describe('suspending and resuming', () => {
  it('has a job wait, and go on', async () => {
    const { jobId } = await api.job()
    const suspended = await api.post(`/v1/jobs/${jobId}/suspend`)
    expect([suspended.status, suspended.body.suspended, suspended.body.state]).toEqual([200, true, 'QUEUED'])
    const resumed = await api.post(`/v1/jobs/${jobId}/resume`)
    expect([resumed.status, resumed.body.suspended]).toEqual([200, undefined])
    expect(api.queue.sent).toHaveLength(2)
  })

  it.each(['suspend', 'resume'])('refuses to %s what has ended', async (verb) => {
    const { jobId } = await api.job({ state: 'FAILED' })
    const { status, body } = await api.post(`/v1/jobs/${jobId}/${verb}`)
    expect([status, body.code]).toEqual([409, 'JOB_ENDED'])
  })
})

describe("a job's events", () => {
  it('are its steps, numbered, and where to go on', async () => {
    const { jobId } = await api.job()
    await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })
    const { body } = await api.call(`/v1/jobs/${jobId}/events`)
    expect(body).toMatchObject({
      events: [
        { seq: 1, state: 'ACCEPTED' },
        { seq: 2, state: 'KILLED' },
      ],
      next: 2,
      ended: true,
    })
    expect((await api.call(`/v1/jobs/${jobId}/events?after=1`)).body.events).toHaveLength(1)
  })

  it('keep their numbers where the first are forgotten', async () => {
    const { jobId } = await api.job({ forgotten: 10 })
    expect((await api.call(`/v1/jobs/${jobId}/events?after=3`)).body).toMatchObject({ events: [{ seq: 11 }], next: 11 })
  })

  it('are waited for as long as was asked for', async () => {
    const { jobId } = await api.job()
    const { body } = await api.call(`/v1/jobs/${jobId}/events?after=1&wait=5`)
    expect(body).toEqual({ events: [], next: 1, ended: false })
    expect(api.slept).toBe(5000)
  })

  it('are told as soon as one comes', async () => {
    const { jobId } = await api.job()
    api.onSleep = async () => {
      await api.call(`/v1/jobs/${jobId}`, { method: 'DELETE' })
    }
    const { body } = await api.call(`/v1/jobs/${jobId}/events?after=1&wait=20`)
    expect(body.events).toMatchObject([{ seq: 2, state: 'KILLED' }])
    expect(api.slept).toBe(1000)
  })

  it('are not waited for where none can come', async () => {
    const { jobId } = await api.job({ state: 'SUCCEEDED' })
    await api.call(`/v1/jobs/${jobId}/events?after=1&wait=20`)
    expect(api.slept).toBe(0)
  })

  it('are waited for no longer than API Gateway waits', async () => {
    const { jobId } = await api.job()
    const { status, body } = await api.call(`/v1/jobs/${jobId}/events?wait=21`)
    expect([status, body.errors[0].path]).toEqual([400, 'query.wait'])
  })
})

describe('what passes', () => {
  it('is told as such, with when to come again', async () => {
    const { jobId } = await api.job()
    api.store.get = async () => {
      throw new TransientError('AWS_FAILED', 'reading the job: the table is away')
    }
    const { status, headers, body } = await api.call(`/v1/jobs/${jobId}`)
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'AWS_FAILED', '2'])
  })

  it('and what is not ours to tell is not told', async () => {
    api.store.get = async () => {
      throw new Error('password=hunter2')
    }
    const { status, body } = await api.call(`/v1/jobs/${'0'.repeat(32)}`)
    expect(status).toBe(500)
    expect(JSON.stringify(body)).not.toContain('hunter2')
  })
})
