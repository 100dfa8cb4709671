import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ServedApi } from './served-api.ts'

let api: ServedApi
beforeEach(async () => {
  api = await ServedApi.start()
})
afterEach(() => api[Symbol.asyncDispose]())

describe('sparkdrop list', () => {
  it('is a table for people, the newest first', async () => {
    await api.job('first')
    const second = await api.job('second', { state: 'FAILED', reason: 'OOM', message: 'no memory' })
    const { exitCode, stdout } = await api.run(['list'])
    expect(exitCode).toBe(0)
    const [heads, one, two, ...others] = stdout.split('\n')
    expect(heads).toBe('ID            NAMESPACE  NAME    STATE     REASON  ATTEMPT  CREATED')
    expect(one).toBe(`${second.jobId.slice(0, 12)}  team-a     second  FAILED    OOM     1        2026-01-01 00:00:01Z`)
    expect(two).toContain('first   ACCEPTED  -')
    expect(others).toEqual([''])
    expect((await api.run(['list', '-o', 'wide'])).stdout).toMatch(new RegExp(`${second.jobId} .* - +no memory\n`))
  })

  it('is JSON or bare ids for programs', async () => {
    const job = await api.job('pi')
    const { stdout } = await api.run(['list', '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ jobs: [{ jobId: job.jobId, name: 'pi', state: 'ACCEPTED' }] })
    expect((await api.run(['list', '-o', 'id'])).stdout).toBe(`${job.jobId}\n`)
  })

  it('takes names, states and namespaces', async () => {
    await api.job('etl-1', { state: 'RUNNING' })
    await api.job('etl-2', { state: 'SUCCEEDED' })
    await api.job('report', { state: 'RUNNING' })
    const names = async (...args: string[]) => {
      const { stdout } = await api.run(['list', '-o', 'json', ...args])
      return JSON.parse(stdout).jobs.map(({ name }: { name: string }) => name)
    }
    expect(await names('team-a:etl-*')).toEqual(['etl-2', 'etl-1'])
    expect(await names('--state', 'running', 'QUEUED')).toEqual(['report', 'etl-1'])
    expect(await names('etl-?', '--state', 'RUNNING')).toEqual(['etl-1'])
    expect(await names('team-b:*')).toEqual([])
    expect(await names('--limit', '1')).toEqual(['report'])
    expect(await names('*', '--limit', '2')).toEqual(['report', 'etl-2'])
    expect(api.calls).toContain('GET /v1/jobs?namespace=team-a&limit=100')
  })

  it('reads page after page', async () => {
    for (let i = 0; i < 130; i++) await api.job(`job-${i}`)
    expect((await api.run(['list', '-o', 'id', '--limit', '120'])).stdout.trim().split('\n')).toHaveLength(120)
    expect((await api.run(['list', '-o', 'id', 'job-1'])).stdout.trim().split('\n')).toHaveLength(1)
  })

  it('says to a person that there are none, and to a program nothing but that', async () => {
    expect(await api.run(['list'])).toEqual({ exitCode: 0, stdout: '', stderr: 'No jobs found.\n' })
    expect(await api.run(['list', '-o', 'id'])).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(JSON.parse((await api.run(['list', '-o', 'json'])).stdout)).toEqual({ jobs: [] })
  })

  it.each([
    [['--state', 'DONE'], "--state: 'DONE' is none of ACCEPTED, "],
    [['--limit', 'many'], "--limit: 'many' is no whole number from 1 on"],
    [['-o', 'xml'], "--output: 'xml' is none of table, wide, json, id"],
    [['team-*:x'], 'has a glob for its namespace'],
    [[':x'], "':x' names no job: write a job's id"],
    [['a:[x'], "'a:[x' is no glob (unclosed character class"],
    [['--namspace', 'x'], "unknown option '--namspace'"],
  ])('refuses %j with what would be right, and asks nobody', async (args, message) => {
    const { exitCode, stdout, stderr } = await api.run(['list', ...args])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
    expect(api.calls).toEqual([])
  })

  it('shows nobody what is another tenant’s', async () => {
    await api.job('pi')
    expect((await api.run(['list', '-o', 'id'], {}, 'bob')).stdout).toBe('')
  })
})

describe('sparkdrop status', () => {
  it('says all that is known of a job, by its id, the beginning of it, or its name', async () => {
    const job = await api.job('pi', { state: 'FAILED', reason: 'USER_CODE', message: 'boom\nat x', exitCode: 3 })
    const { exitCode, stdout } = await api.run(['status', job.jobId])
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`Job:         ${job.jobId}\nName:        pi\nNamespace:   team-a\n`)
    expect(stdout).toContain('State:       FAILED (USER_CODE)\nMessage:     boom\n             at x\nExit code:   3\n')
    for (const reference of [job.jobId.slice(0, 6), 'team-a:pi', 'pi', '*:pi', job.sparkAppId])
      expect((await api.run(['status', reference])).stdout).toBe(stdout)
  })

  it('gives the job itself as JSON, and several for a glob', async () => {
    const [job] = [await api.job('pi-1'), await api.job('pi-2')]
    expect(JSON.parse((await api.run(['status', 'pi-1', '-o', 'json'])).stdout)).toMatchObject({ jobId: job.jobId })
    const { jobs } = JSON.parse((await api.run(['status', 'pi-*', '-o', 'json'])).stdout)
    expect(jobs.map(({ name }: { name: string }) => name)).toEqual(['pi-2', 'pi-1'])
  })

  it('waits for the end, and ends with the code of the job', async () => {
    const job = await api.job('pi', { state: 'RUNNING' })
    api.setup.onSleep = () => {
      const step = { state: 'FAILED', reason: 'USER_CODE', message: 'boom', exitCode: 3, attempt: 1 } as const
      const stored = { ...job, ...step, history: [...job.history, { ...step, at: job.updatedAt }] }
      api.setup.store.jobs.set(job.jobId, stored)
    }
    const { exitCode, stdout, stderr } = await api.run(['status', 'pi', '--wait', '-o', 'json'])
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ state: 'FAILED', exitCode: 3 })
    expect(stderr).toBe(`${job.jobId} ACCEPTED\n${job.jobId} FAILED (USER_CODE): boom\n`)
  })

  it.each([
    ['SUCCEEDED', { exitCode: 0 }, 0],
    ['FAILED', { exitCode: 42 }, 42],
    ['FAILED', {}, 70],
    ['FAILED', { exitCode: 0 }, 70],
    ['REJECTED', {}, 65],
    ['KILLED', {}, 137],
    ['KILLED', { exitCode: 143 }, 143],
  ] as const)('of a job that is %s %j ends with %i', async (state, end, code) => {
    await api.job('pi', { state, ...end })
    expect((await api.run(['status', 'pi', '--wait'])).exitCode).toBe(code)
  })

  it('gives up waiting when its time is over', async () => {
    await api.job('pi', { state: 'RUNNING' })
    const { exitCode, stderr } = await api.run(['status', 'pi', '--timeout', '0'])
    expect(exitCode).toBe(124)
    expect(stderr).toContain('has not ended after 0 s, and goes on')
  })

  it.each([
    ['0123456789abcdef0123456789abcdef', 'there is no job 0123456789abcdef0123456789abcdef: sparkdrop list shows'],
    ['0123456', 'there is no job 0123456'],
    ['team-a:none', 'there is no job team-a:none'],
  ])('says that there is no %s', async (reference, message) => {
    expect(await api.run(['status', reference])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(message),
    })
  })

  it('needs more of an id that is the beginning of several', async () => {
    const job = await api.job('pi')
    const twin = { ...job, jobId: `${job.jobId.slice(0, 8)}${'0'.repeat(24)}` }
    api.setup.store.jobs.set(twin.jobId, twin)
    const { exitCode, stderr } = await api.run(['status', job.jobId.slice(0, 8)])
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('is the beginning of 2 ids (')])
  })
})

describe('sparkdrop events', () => {
  it('lists the steps of a job, as a table or as JSON', async () => {
    const job = await api.job('pi')
    const { stdout } = await api.run(['events', job.jobId])
    expect(stdout).toMatch(/^TIME +ATTEMPT +STATE +REASON +MESSAGE\n2026-01-01 00:00:00Z +1 +ACCEPTED +- +-\n$/)
    expect(JSON.parse((await api.run(['events', 'pi', '-o', 'json'])).stdout)).toMatchObject({
      events: [{ seq: 1, state: 'ACCEPTED' }],
    })
    const [line] = (await api.run(['events', 'pi', '-o', 'jsonl'])).stdout.split('\n')
    expect(JSON.parse(line ?? '')).toMatchObject({ state: 'ACCEPTED' })
  })

  it('follows them to the end', async () => {
    const job = await api.job('pi', { state: 'RUNNING' })
    api.setup.onSleep = () => {
      const step = { state: 'SUCCEEDED', attempt: 1, exitCode: 0 } as const
      api.setup.store.jobs.set(job.jobId, {
        ...job,
        ...step,
        history: [...job.history, { ...step, at: job.updatedAt }],
      })
    }
    const { stdout } = await api.run(['events', 'pi', '-f'])
    expect(stdout.match(/TIME/g)).toHaveLength(1)
    expect(stdout).toMatch(/ACCEPTED[\s\S]*SUCCEEDED/)
  })
})
