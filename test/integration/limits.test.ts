import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import { DropBucketClient } from './drop-bucket.ts'
import { DropJobs } from './drop-jobs.ts'

let jobs: DropJobs
let bucket: DropBucketClient

beforeAll(async () => {
  jobs = await DropJobs.start()
  bucket = new DropBucketClient(jobs.stack)
  await bucket.put('demo/_lib/short.py', 'import time\ntime.sleep(2)\nprint("done")\n')
})

afterAll(async () => {
  bucket?.close()
  await jobs?.stop()
})

const dropped = (name: string, priority: number) =>
  bucket.put(`demo/${name}.yaml`, `main: {file: _lib/short.py}\nconcurrencyKey: one-by-one\npriority: ${priority}\n`)

const steps = ({ history }: Job): readonly string[] => history.map(({ state }) => state)

/** When the job first was in this state, in milliseconds. */
const at = ({ history }: Job, state: string): number =>
  Date.parse(history.find((step) => step.state === state)?.at ?? '')

describe('jobs with the same concurrency key', () => {
  it('run one by one, the best of those that wait first, each as soon as the one before has ended', async () => {
    const first = await dropped('first', 0)
    await vi.waitUntil(async () => (await jobs.table.madeOf(first))[0]?.driver, { timeout: 60_000, interval: 100 })
    const idle = await dropped('idle', 0)
    await vi.waitUntil(async () => (await jobs.table.madeOf(idle))[0]?.state === 'QUEUED', {
      timeout: 60_000,
      interval: 100,
    })
    expect((await jobs.table.madeOf(idle))[0]).toMatchObject({
      reason: 'QUOTA',
      message: 'it waits for concurrency key "one-by-one": 1 of its jobs run, and 1 may',
    })
    const urgent = await dropped('urgent', 5)
    const [one, two, three] = await Promise.all([jobs.ended(first), jobs.ended(urgent), jobs.ended(idle)])
    for (const job of [one, two, three]) expect(job.state).toBe('SUCCEEDED')
    expect(steps(two)).toEqual(['ACCEPTED', 'QUEUED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED'])
    expect(at(two, 'SUBMITTED')).toBeGreaterThanOrEqual(at(one, 'SUCCEEDED'))
    expect(at(three, 'SUBMITTED')).toBeGreaterThanOrEqual(at(two, 'SUCCEEDED'))
    // By the message that the end of the one before sends, and not by the next reconciliation.
    expect(at(two, 'SUBMITTED') - at(one, 'SUCCEEDED')).toBeLessThan(20_000)
  })
})
