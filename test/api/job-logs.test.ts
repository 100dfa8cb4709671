import { beforeEach, describe, expect, it } from 'vitest'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { ApiSetup } from './api-setup.ts'

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

const driver = async (name: string, log: string): Promise<{ name: string; uid: string }> => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'team-a' },
    spec: { containers: [{ name: 'c' }] },
  }
  const { metadata } = await api.cluster.createPod(pod)
  api.cluster.setLog('team-a', name, log)
  return { name, uid: metadata?.uid ?? '' }
}

const running = async (log: string, overrides: Partial<Job> = {}): Promise<Job> =>
  api.job({ state: 'RUNNING', driver: await driver('d', log), ...overrides })

const logs = async (job: Job, query = '') => (await api.call(`/v1/jobs/${job.jobId}/logs${query}`)).body

describe("a driver's log", () => {
  it('is told line by line, and where to go on', async () => {
    const job = await running('a\nb\n')
    const first = await logs(job)
    expect(first).toEqual({ lines: ['a', 'b'], attempt: 1, next: expect.any(String), ended: false })
    api.cluster.setLog('team-a', 'd', 'a\nb\nc\n')
    expect((await logs(job, `?cursor=${first.next}`)).lines).toEqual(['c'])
  })

  it('begins with its last lines where that is asked for', async () => {
    const job = await running('a\nb\nc\n')
    const first = await logs(job, '?tail=1')
    expect(first.lines).toEqual(['c'])
    expect((await logs(job, `?cursor=${first.next}&tail=1`)).lines).toEqual([])
  })

  it('keeps back a line that is still being written, until it is whole or nothing more comes', async () => {
    const job = await running('a\nb')
    const first = await logs(job)
    expect(first.lines).toEqual(['a'])
    api.store.jobs.set(job.jobId, { ...job, state: 'SUCCEEDED' })
    expect(await logs(job, `?cursor=${first.next}`)).toMatchObject({ lines: ['b'], ended: true })
  })

  it('comes in parts that fit into an answer, none of it twice and none lost', async () => {
    const written = Array.from({ length: 3000 }, (_, i) => `${i} ${'x'.repeat(500)}`)
    const job = await running(`${written.join('\n')}\n`, { state: 'SUCCEEDED' })
    const seen: string[] = []
    let parts = 0
    for (let part = await logs(job); ; part = await logs(job, `?cursor=${part.next}`)) {
      seen.push(...part.lines)
      parts++
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(1_000_000)
      if (part.ended) break
    }
    expect(seen).toEqual(written)
    expect(parts).toBeGreaterThan(2)
  })

  it('is waited for', async () => {
    const job = await running('a\n')
    const { next } = await logs(job)
    api.onSleep = () => api.cluster.setLog('team-a', 'd', 'a\nb\n')
    expect((await logs(job, `?cursor=${next}&wait=10`)).lines).toEqual(['b'])
    expect(api.slept).toBe(1000)
  })

  it('of the next attempt begins anew for a cursor of the one before', async () => {
    const job = await running('first\n')
    const { next } = await logs(job)
    const second = await driver('d2', 'second\n')
    api.store.jobs.set(job.jobId, { ...job, attempt: 2, driver: second })
    expect(await logs(job, `?cursor=${next}`)).toMatchObject({ lines: ['second'], attempt: 2 })
  })

  it('of the attempt before is told until the next one has its driver', async () => {
    const former = await driver('d', 'first\n')
    const job = await api.job({ state: 'RETRYING', attempt: 2, former })
    expect(await logs(job)).toMatchObject({ lines: ['first'], attempt: 1, ended: false })
  })

  it('that is gone with its pod is what the record says of the end', async () => {
    const job = await running('a\n', { state: 'FAILED', message: 'exit code 1: Exception' })
    api.cluster.removePod('team-a', 'd')
    expect(await logs(job)).toEqual({
      lines: [],
      attempt: 1,
      next: expect.any(String),
      ended: true,
      message: 'exit code 1: Exception',
    })
  })

  it('is empty before there is a driver', async () => {
    expect(await logs(await api.job())).toMatchObject({ lines: [], ended: false })
  })

  it('is not that of another pod of the same name', async () => {
    const job = await running('theirs\n')
    api.store.jobs.set(job.jobId, { ...job, driver: { name: 'd', uid: 'gone' } })
    expect((await logs(job)).lines).toEqual([])
  })
})

describe("a driver's log as text", () => {
  const text = (job: Job, query = '') =>
    api.call(`/v1/jobs/${job.jobId}/logs${query}`, { headers: { accept: 'text/plain' } })

  it('is the log, with where to go on in its headers', async () => {
    const job = await running('a\nb\n')
    const { body, headers } = await text(job)
    expect(body).toBe('a\nb\n')
    expect(headers.get('sparkdrop-log-ended')).toBe('false')
    const next = headers.get('sparkdrop-log-next')
    expect(headers.get('link')).toBe(`</v1/jobs/${job.jobId}/logs?cursor=${next}>; rel="next"`)
    expect((await text(job, `?cursor=${next}`)).body).toBe('')
  })

  it('is the record of the end where it is gone', async () => {
    const job = await api.job({ state: 'REJECTED', message: 'no such file' })
    expect((await text(job)).body).toBe('no such file\n')
  })
})

describe('a log that cannot be read', () => {
  it('because the cluster refuses is told so', async () => {
    const job = await running('a\n')
    api.cluster.failNext('podLog', new KubernetesError({ code: 403, message: 'pods/log is forbidden' }, 'GET log'))
    const { status, body } = await api.call(`/v1/jobs/${job.jobId}/logs`)
    expect([status, body.detail]).toEqual([502, expect.stringContaining('pods/log is forbidden')])
  })

  it.each(['abc', 'MA', Buffer.from('1 yesterday').toString('base64url')])(
    'because %s is no cursor says so',
    async (cursor) => {
      const job = await running('a\n')
      const { status, body } = await api.call(`/v1/jobs/${job.jobId}/logs?cursor=${cursor}`)
      expect([status, body.errors[0].path]).toEqual([400, 'query.cursor'])
    },
  )
})
