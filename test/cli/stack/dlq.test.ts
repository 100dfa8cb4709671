import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { buryMessage } from '../../../lib/jobs/dead-letters/bury-message.ts'
import { jobRequest } from '../../builders/job.ts'
import { ServedApi } from './served-api.ts'

let api: ServedApi
beforeEach(async () => {
  api = await ServedApi.start()
})
afterEach(() => api[Symbol.asyncDispose]())

const bury = (messageId: string, request: unknown = jobRequest({ name: 'pi' })) =>
  buryMessage(
    { deadLetters: api.letters.jobs, clock: api.setup.clock },
    { body: JSON.stringify(request), attributes: {}, messageId },
    new TransientError('KUBERNETES_UNREACHABLE', 'the API server does not answer'),
  )

describe('sparkdrop dlq list', () => {
  it('shows each letter with its reason', async () => {
    await bury('m1')
    const { exitCode, stdout } = await api.run(['dlq', 'list'])
    expect(exitCode).toBe(0)
    expect(stdout).toBe(
      'ID  QUEUE  FAILED                ABOUT   REASON\nm1  jobs   2026-01-01 00:00:00Z  job pi  the API server does not answer\n',
    )
    expect(JSON.parse((await api.run(['dlq', 'list', '-o', 'json'])).stdout)).toMatchObject({
      deadLetters: [{ id: 'm1', code: 'KUBERNETES_UNREACHABLE' }],
      more: false,
    })
  })

  it('says that there are none, or more, and which queues there are', async () => {
    expect((await api.run(['dlq', 'list'])).stderr).toBe('No dead letters found.\n')
    for (const id of ['a', 'b']) await bury(id)
    expect((await api.run(['dlq', 'list', '--limit', '1'])).stderr).toContain('There are more')
    expect((await api.run(['dlq', 'list', '--queue', 'jbs'])).stderr).toContain(
      'there is no queue "jbs": expected one of jobs, uploads',
    )
  })

  it('shows nobody the letters of another tenant, nor those that may be anybody’s', async () => {
    await bury('m1')
    await bury('m2', 'what is this')
    expect((await api.run(['dlq', 'list'])).stdout).not.toContain('m2')
    expect((await api.run(['dlq', 'list'], {}, 'bob')).stdout).toBe('')
    expect((await api.run(['dlq', 'redrive', '--all'], {}, 'bob')).stdout).toBe('')
    expect((await api.run(['dlq', 'list'], {}, 'operator')).stdout).toMatch(/m1[\s\S]*m2/)
    expect(api.letters.jobs.stored).toHaveLength(2)
  })
})

describe('sparkdrop dlq show', () => {
  it('shows a letter whole', async () => {
    await bury('m1')
    const { stdout } = await api.run(['dlq', 'show', 'm1'])
    expect(stdout).toContain('Reason:    the API server does not answer (KUBERNETES_UNREACHABLE)\n')
    expect(stdout).toContain('"file": "s3a://drop/team-a/pi.jar"')
    expect(JSON.parse((await api.run(['dlq', 'show', 'm1', '-o', 'json'])).stdout)).toMatchObject({
      id: 'm1',
      body: expect.any(String),
    })
  })

  it('says that there is none', async () => {
    expect(await api.run(['dlq', 'show', 'm9'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no dead letter m9'),
    })
  })
})

describe('sparkdrop dlq redrive', () => {
  it('sends those that are named, and says which there are not', async () => {
    for (const id of ['m1', 'm2']) await bury(id)
    const { exitCode, stdout, stderr } = await api.run(['dlq', 'redrive', 'm1', 'm9'])
    expect([exitCode, stdout]).toEqual([1, 'm1 sent again (job pi)\n'])
    expect(stderr).toContain('there is no dead letter m9')
    expect(api.letters.jobs.resent).toHaveLength(1)
    expect(api.letters.jobs.stored).toHaveLength(1)
  })

  it('sends all of a queue', async () => {
    for (let i = 0; i < 15; i++) await bury(`m${i}`)
    api.letters.uploads.put({})
    const { exitCode, stdout } = await api.run(['dlq', 'redrive', '--all', '--queue', 'jobs', '-o', 'json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).deadLetters).toHaveLength(15)
    expect([api.letters.jobs.stored.length, api.letters.uploads.stored.length]).toEqual([0, 1])
  })

  it.each([
    [[], 'name the letters to redrive by their ids, or give --all'],
    [['m1', '--all'], 'give ids or --all, and not both'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await api.run(['dlq', 'redrive', ...args])
    expect([exitCode, stderr]).toEqual([1, `sparkdrop: ${message}\n`])
    expect(api.calls).toEqual([])
  })
})

describe('sparkdrop dlq', () => {
  it('drops letters', async () => {
    await bury('m1')
    expect((await api.run(['dlq', 'drop', 'm1'])).stdout).toBe('m1 deleted (job pi)\n')
    expect([api.letters.jobs.stored, api.letters.jobs.resent]).toEqual([[], []])
  })

  it('names its commands', async () => {
    expect((await api.run(['dlq', '--help'])).stdout).toMatch(/list +list them[\s\S]*redrive +send/)
    expect(await api.run(['dlq'])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Usage: sparkdrop dlq'),
    })
    expect((await api.run(['dlq', 'redriv'])).stderr).toContain('did you mean sparkdrop dlq redrive?')
    expect((await api.run(['dlq', 'help', 'show'])).stdout).toContain('Usage: sparkdrop dlq show')
  })
})
