import { fileURLToPath } from 'node:url'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { BuiltCommand, type CommandOutcome } from '../cli/run-command.ts'
import { DropJobs } from './drop-jobs.ts'

const PI_PY = fileURLToPath(new URL('../../examples/pi.py', import.meta.url))
const PATIENCE_MS = 150_000

let jobs: DropJobs
let command: BuiltCommand
let sqs: SQSClient

beforeAll(async () => {
  jobs = await DropJobs.start()
  command = await BuiltCommand.build()
  sqs = new SQSClient(clientConfig(jobs.stack.emulator))
})

afterAll(async () => {
  sqs?.destroy()
  await command?.remove()
  await jobs?.stop()
})

/** The command of somebody who has said where the stack is, once and for all. */
const sparkdrop = (...args: readonly string[]): Promise<CommandOutcome> => {
  const where = { SPARKDROP_STACK: 'sparkdrop', SPARK_USER: 'tester' }
  return command.run(args, { ...jobs.stack.emulator.environment, ...where })
}

const json = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await sparkdrop(...args, '-o', 'json')
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
  return JSON.parse(stdout)
}

describe('the sparkdrop command and a deployed stack', () => {
  let id: string

  it('upload a file of this machine, run it as a job, and wait for its end', async () => {
    const { exitCode, stdout, stderr } = await sparkdrop(
      ...['submit', '--namespace', 'demo', '--name', 'command-pi', '--num-executors', '1', '--wait', PI_PY, '2'],
    )
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^[0-9a-f]{32}\n$/)
    id = stdout.trim()
    for (const state of ['ACCEPTED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED']) expect(stderr).toContain(`${id} ${state}`)
    expect(await jobs.endedAs(id)).toMatchObject({ state: 'SUCCEEDED', executors: { started: 1 } })
  })

  it('list the job, say how it is, and show its log and its steps', async () => {
    const { jobs: listed } = await json('list', 'demo:command-*', '--state', 'SUCCEEDED')
    expect(listed).toMatchObject([{ jobId: id, name: 'command-pi', namespace: 'demo' }])
    expect((await sparkdrop('status', id.slice(0, 8))).stdout).toContain('State:       SUCCEEDED')
    expect((await sparkdrop('logs', 'demo:command-pi')).stdout).toContain('Pi is roughly 3.1')
    const { events } = await json('events', id)
    expect(events.map(({ state }: { state: string }) => state)).toEqual([
      'ACCEPTED',
      'SUBMITTED',
      'RUNNING',
      'SUCCEEDED',
    ])
  })

  it('end with the exit code of a driver that failed', async () => {
    const failing = await jobs.file('failing.py', 'import sys\nprint("about to fail")\nsys.exit(7)\n')
    const { exitCode, stdout, stderr } = await sparkdrop('submit', '--namespace', 'demo', '--follow', failing)
    expect(exitCode, stderr).toBe(7)
    expect(stdout).toContain('about to fail')
    expect(stderr).toContain('FAILED (USER_CODE)')
  })

  it('kill a job that runs', async () => {
    const sleeper = await jobs.file('command-sleeper.py', 'import time\ntime.sleep(600)\n')
    const submitted = await sparkdrop('submit', '-o', 'json', '--namespace', 'demo', '--name', 'sleeper', sleeper)
    const { jobId } = JSON.parse(submitted.stdout)
    const isRunning = async () => (await jobs.table.get(jobId))?.state === 'RUNNING'
    await vi.waitUntil(isRunning, { timeout: PATIENCE_MS, interval: 250 })
    const killed = await sparkdrop('kill', 'demo:sleep*', '--grace', '2')
    expect(killed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(jobId) })
    const { exitCode, stdout } = await sparkdrop('status', jobId, '--wait', '-o', 'json')
    expect(JSON.parse(stdout)).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    expect(exitCode).toBeGreaterThan(128)
  })

  it('say what is wrong with a job that the stack refuses', async () => {
    const { exitCode, stderr } = await sparkdrop('submit', '--namespace', 'nowhere', '--wait', PI_PY)
    expect([exitCode, stderr]).toEqual([65, expect.stringContaining('namespace "nowhere" does not exist')])
  })
})

describe('a message that cannot be handled', () => {
  /** The function as it is called when the queue delivers a message for the last time. */
  const deliverLast = async (functionName: string, body: string): Promise<unknown> => {
    const attributes = {
      ApproximateReceiveCount: '5',
      SentTimestamp: '0',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    }
    const record = {
      messageId: 'm1',
      receiptHandle: 'r',
      body,
      attributes,
      messageAttributes: {},
      eventSource: 'aws:sqs',
    }
    const url = `${jobs.stack.emulator.endpoint}/2015-03-31/functions/${functionName}/invocations`
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ Records: [record] }) })
    return answer.json()
  }

  it('is put among the dead letters by its function, with the reason', async () => {
    const { RecordPodEventFunction } = jobs.stack.outputs
    expect(await deliverLast(RecordPodEventFunction, 'no JSON at all')).toEqual({ batchItemFailures: [] })
    const { deadLetters } = await json('dlq', 'list', '--queue', 'pod-events')
    expect(deadLetters).toMatchObject([
      {
        id: 'm1',
        queue: 'pod-events',
        code: 'UNEXPECTED',
        reason: expect.stringContaining('JSON'),
        failedAt: expect.any(String),
      },
    ])
    expect((await sparkdrop('dlq', 'drop', 'm1')).stdout).toBe('m1 deleted (no JSON)\n')
  })
})

describe('a message on the requests queue', () => {
  const request = async (): Promise<object> => {
    const [{ jobId }] = (await json('list', 'demo:command-pi')).jobs
    const file = (await jobs.table.get(jobId))?.request?.main.file
    return { version: 1, id: 'by-message', namespace: 'demo', name: 'message-pi', main: { file }, args: ['2'] }
  }

  it('runs as a job to its end, once for its id', async () => {
    const { RequestsQueueUrl } = jobs.stack.outputs
    for (let i = 0; i < 3; i++) await jobs.deliver(RequestsQueueUrl, await request())
    const job = await jobs.endedAs(deriveJobId({ kind: 'sqs', id: 'by-message' }))
    expect(job).toMatchObject({ state: 'SUCCEEDED', source: { kind: 'sqs', id: 'by-message' } })
    expect((await json('list', 'demo:message-pi')).jobs).toHaveLength(1)
  })

  it('is sent again from the dead letters, as the job that it was', async () => {
    const { RequestsDeadLettersUrl: QueueUrl } = jobs.stack.outputs
    const dead = { version: 1, namespace: 'nowhere', name: 'dead-pi', main: { class: 'com.example.Pi' } }
    const MessageBody = JSON.stringify(dead)
    const { MessageId = '' } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
    const { deadLetters } = await json('dlq', 'list')
    expect(deadLetters).toMatchObject([
      { id: MessageId, queue: 'requests', about: 'job dead-pi', namespace: 'nowhere' },
    ])
    expect((await sparkdrop('dlq', 'show', MessageId)).stdout).toContain('"name": "dead-pi"')
    expect((await sparkdrop('dlq', 'redrive', MessageId)).exitCode).toBe(0)
    const job = await jobs.endedAs(deriveJobId({ kind: 'sqs', id: MessageId }))
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('namespace "nowhere"') })
    expect((await json('dlq', 'list')).deadLetters).toEqual([])
  })
})
