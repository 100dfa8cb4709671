import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { jar, zip } from '../builders/zip.ts'
import { DropJobs } from './drop-jobs.ts'

const PI_PY = fileURLToPath(new URL('../../examples/pi.py', import.meta.url))
const run = promisify(execFile)

let jobs: DropJobs

beforeAll(async () => {
  jobs = await DropJobs.start()
})

afterAll(async () => {
  await jobs?.stop()
})

const readExample = (): Promise<Buffer> => readFile(jobs.exampleJar)

const driversOf = async (jobId: string): Promise<readonly Pod[]> => {
  const url = `${jobs.stack.kubernetes}/api/v1/pods?labelSelector=${encodeURIComponent(`sparkdrop.dev/job-id=${jobId}`)}`
  const { items } = (await (await fetch(url)).json()) as { items: readonly Pod[] }
  return items
}

describe('a file dropped in S3', () => {
  it('that is a jar runs on Spark with two executors, to its end', async () => {
    const job = await jobs.ended(await jobs.drop(jobs.exampleJar))
    expect(job).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, executors: { started: 2 } })
    expect(job.history.map(({ state }) => state)).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED'])
    expect(await jobs.output(job)).toContain('Pi is roughly 3.1')
  })

  it('that is a Python file runs too', async () => {
    const job = await jobs.ended(await jobs.drop(PI_PY))
    expect(job).toMatchObject({ state: 'SUCCEEDED', executors: { started: 2 } })
    expect(await jobs.output(job)).toContain('Pi is roughly 3.1')
  })

  it('twice, at once, is two versions and runs twice', async () => {
    const file = await jobs.file('twice.jar', await readExample())
    const [first, second] = [await jobs.drop(file), await jobs.drop(file)]
    const [one, two] = await Promise.all([jobs.ended(first, 0), jobs.ended(second, 1)])
    expect([one.state, two.state]).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    expect(one.driver?.uid).not.toBe(two.driver?.uid)
  })

  it('whose event and message are delivered again and again runs once', async () => {
    const dropped = await jobs.drop(await jobs.file('again.jar', await readExample()))
    await vi.waitUntil(async () => (await jobs.table.madeOf(dropped)).length > 0, { timeout: 20_000, interval: 50 })
    const [{ source, request } = { source: undefined, request: undefined }] = await jobs.table.madeOf(dropped)
    if (source?.kind !== 's3' || !request) throw new Error('the job was not accepted')
    const { bucket, key, etag, sequencer } = source
    const event = {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: bucket }, object: { key, etag, sequencer } },
    }
    for (let i = 0; i < 3; i++) {
      await jobs.deliver(jobs.stack.outputs.UploadsQueueUrl, event)
      await jobs.deliver(jobs.stack.outputs.JobsQueueUrl, request)
    }
    const job = await jobs.ended(dropped)
    expect(job.state).toBe('SUCCEEDED')
    expect(await jobs.table.madeOf(dropped)).toHaveLength(1)
    expect(await driversOf(job.jobId)).toHaveLength(1)
  })
})

describe('what cannot run ends in a state and a reason that say what to do:', () => {
  it.each([
    ['a text under the name of a jar', 'text.jar', Buffer.from('I am no jar'), 'the file is no jar'],
    ['a jar without a manifest', 'bare.jar', zip({ 'a.txt': 'a' }), 'the jar has no manifest: add one'],
    ['a jar whose manifest names no class', 'classless.jar', jar({}), 'the jar has no Main-Class in its manifest'],
    ['a file of no kind that runs', 'notes.txt', Buffer.from('notes'), 'drop a .jar, a .py, a .zip'],
  ])('%s is REJECTED', async (_what, name, bytes, message) => {
    const job = await jobs.ended(await jobs.drop(await jobs.file(name, bytes)))
    expect(job).toMatchObject({ state: 'REJECTED', reason: 'CONFIG', message: expect.stringContaining(message) })
  })

  it('a namespace that does not exist is REJECTED', async () => {
    const job = await jobs.ended(await jobs.drop(jobs.exampleJar, 'nowhere'))
    expect(job).toMatchObject({
      state: 'REJECTED',
      message: 'namespace "nowhere" does not exist on the cluster: create it, or use one that exists',
    })
  })

  it('a class that is not in the jar is FAILED, naming it', async () => {
    const wrong = jar({ 'Main-Class': 'com.example.Missing' }, { 'a.txt': 'a' })
    const job = await jobs.ended(await jobs.drop(await jobs.file('wrong.jar', wrong)))
    expect(job).toMatchObject({
      state: 'FAILED',
      reason: 'USER_CODE',
      message: expect.stringContaining('com.example.Missing'),
    })
    expect(job.exitCode).not.toBe(0)
  })
})

describe('a driver that is deleted while it runs', () => {
  it('makes its job KILLED, and is not started again', async () => {
    const sleeper = await jobs.file('sleeper.py', 'import time\ntime.sleep(600)\n')
    const dropped = await jobs.drop(sleeper)
    const running = async () => (await jobs.table.madeOf(dropped))[0]?.state === 'RUNNING'
    await vi.waitUntil(running, { timeout: 30_000, interval: 100 })
    const [{ jobId, driver } = { jobId: '', driver: undefined }] = await jobs.table.madeOf(dropped)
    const pod = `${jobs.stack.kubernetes}/api/v1/namespaces/demo/pods/${driver?.name}?gracePeriodSeconds=5`
    expect((await fetch(pod, { method: 'DELETE' })).status).toBe(200)
    expect(await jobs.ended(dropped)).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    await vi.waitUntil(async () => (await driversOf(jobId)).length === 0, { timeout: 20_000, interval: 100 })
  })
})

describe('afterwards', () => {
  it('no message waits, and none is among the dead letters: what was wrong was the sender’s to mend', async () => {
    await vi.waitFor(async () => expect(Object.values(await jobs.messages()).every((n) => n === 0)).toBe(true), {
      timeout: 30_000,
      interval: 250,
    })
  })

  it('kubectl shows the drivers', async (context) => {
    const found = await run('kubectl', ['version', '--client']).catch(() => undefined)
    context.skip(!found, 'kubectl is not on the PATH')
    const { stdout } = await run('kubectl', ['--server', jobs.stack.kubernetes, '--namespace', 'demo', 'get', 'pods'])
    expect(stdout).toMatch(/spark-pi-\w+-driver +0\/1 +Completed/)
  })
})
