import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { BuiltCommand } from '../cli/run-command.ts'
import { apiUrl } from './api-url.ts'
import { DropJobs } from './drop-jobs.ts'

const PI_PY = fileURLToPath(new URL('../../examples/pi.py', import.meta.url))
const RULE = 'minutely-rule'

interface Firing {
  readonly at: string
  readonly jobId?: string
  readonly state?: string
}

let jobs: DropJobs
let command: BuiltCommand
let main: string

const sparkdrop = async (...args: readonly string[]) => {
  const environment = { ...jobs.stack.emulator.environment, SPARKDROP_API: apiUrl(jobs.stack) }
  const { exitCode, stdout, stderr } = await command.run(['schedule', ...args, '-o', 'json'], environment)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return JSON.parse(stdout)
}

const put = async (name: string, spec: object) => {
  const file = await jobs.file(`${name}.json`, '')
  const job = { main: { file: main }, args: ['2'], name: `${name}-{{ ts_nodash }}` }
  await writeFile(file, JSON.stringify({ namespace: 'demo', name, job, ...spec }))
  return sparkdrop('put', file)
}

const historyOf = async (name: string): Promise<readonly Firing[]> => (await sparkdrop('show', `demo:${name}`)).history

const firstJob = async (name: string): Promise<string> => {
  const fired = async () => (await historyOf(name)).find(({ jobId }) => jobId)?.jobId ?? ''
  return vi.waitUntil(fired, { timeout: 90_000, interval: 1_000 })
}

beforeAll(async () => {
  jobs = await DropJobs.start()
  command = await BuiltCommand.build()
  const { emulator, outputs } = jobs.stack
  const key = 'demo/pi.py'
  main = `${outputs.UploadPath}/${key}`
  const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true })
  const Key = join(new URL(outputs.UploadPath.replace('s3a:', 'http:')).pathname.slice(1), key)
  await s3.send(new PutObjectCommand({ Bucket: outputs.StagingBucket, Key, Body: await readFile(PI_PY) }))
  s3.destroy()
})

afterAll(async () => {
  await command?.remove()
  await jobs?.stop()
})

/** A rule as examples/schedule-rule.yaml has it, each minute. */
const makeRule = async (): Promise<void> => {
  const { emulator, outputs } = jobs.stack
  const events = new EventBridgeClient(clientConfig(emulator))
  const InputTemplate = `{
    "version": 1,
    "schedule": {"namespace": "demo", "name": "minutely-rule"},
    "scheduledTime": <time>,
    "job": {"main": {"file": "${main}"}, "args": ["2"], "name": "rule-{{ epoch }}"}
  }`
  await events.send(new PutRuleCommand({ Name: RULE, ScheduleExpression: 'rate(1 minute)' }))
  const InputTransformer = { InputPathsMap: { time: '$.time' }, InputTemplate }
  const target = { Id: 'schedules-queue', Arn: outputs.SchedulesQueueArn, InputTransformer }
  await events.send(new PutTargetsCommand({ Rule: RULE, Targets: [target] }))
  events.destroy()
}

const removeRule = async (): Promise<void> => {
  const events = new EventBridgeClient(clientConfig(jobs.stack.emulator))
  await events.send(new RemoveTargetsCommand({ Rule: RULE, Ids: ['schedules-queue'] }))
  await events.send(new DeleteRuleCommand({ Name: RULE }))
  events.destroy()
}

const jobsOfRule = async (): Promise<readonly Job[]> => {
  const { jobs: found } = await jobs.table.list({ source: 'schedule', limit: 100 })
  return found.filter(({ source }) => source.kind === 'schedule' && source.name === 'minutely-rule')
}

describe('a schedule on the deployed stack', () => {
  it('fires each minute, and its job runs on Spark to its end', async () => {
    await makeRule()
    const made = await put('minutely', { schedule: '* * * * *', concurrency: 'Forbid' })
    expect(made).toMatchObject({ paused: false, pending: false, history: [] })
    const jobId = await firstJob('minutely')
    await sparkdrop('pause', 'demo:minutely')
    const job = await jobs.endedAs(jobId)
    expect(job).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, source: { kind: 'schedule', name: 'minutely' } })
    const at = job.source.kind === 'schedule' ? job.source.at : ''
    expect(at).toMatch(/T\d\d:\d\d:00Z$/)
    expect(job.request?.name).toBe(`minutely-${at.replaceAll(/[-:Z]/g, '')}`)
    expect(await historyOf('minutely')).toContainEqual(expect.objectContaining({ at, jobId, state: 'SUCCEEDED' }))
    expect(await jobs.output(job)).toContain('Pi is roughly 3.1')
  })

  it('that is due once fires once, and one that is paused runs when it is asked to', async () => {
    const soon = new Date(Date.now() + 10_000).toISOString().slice(0, 19)
    await put('once', { schedule: `at(${soon})` })
    await put('asked', { schedule: '@yearly', paused: true })
    const [asked] = await sparkdrop('run', 'demo:asked')
    expect(await jobs.endedAs(asked.jobId)).toMatchObject({ state: 'SUCCEEDED' })
    const job = await jobs.endedAs(await firstJob('once'))
    expect(job).toMatchObject({ state: 'SUCCEEDED', source: { at: `${soon}Z` } })
    expect(await historyOf('once')).toHaveLength(1)
    await sparkdrop('delete', 'demo:*')
    expect(await sparkdrop('list')).toEqual([])
  })

  it('needs none on record where a rule brings the job along', async () => {
    const [job] = await vi.waitUntil(
      async () => {
        const found = await jobsOfRule()
        return found.length > 0 && found
      },
      { timeout: 90_000, interval: 1_000 },
    )
    await removeRule()
    expect(await jobs.endedAs(job?.jobId ?? '')).toMatchObject({ state: 'SUCCEEDED' })
    const at = job?.source.kind === 'schedule' ? Date.parse(job.source.at) : 0
    expect(job?.request?.name).toBe(`rule-${at / 1000}`)
  })

  it('leaves no message behind', async () => {
    const none = async () => Object.values(await jobs.messages()).every((count) => count === 0)
    await vi.waitUntil(none, { timeout: 30_000, interval: 250 })
  })
})
