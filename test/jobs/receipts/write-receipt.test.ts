import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { receiptSchema } from '../../../events/receipt.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { advance, type Transition } from '../../../lib/jobs/job-transition.ts'
import { acceptedJob } from '../../../lib/jobs/new-job.ts'
import { writeReceipt } from '../../../lib/jobs/receipts/write-receipt.ts'
import { jobRequest } from '../../builders/job.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import { InMemoryJobStore } from '../../fakes/in-memory-job-store.ts'
import { InMemoryReceiptStore } from '../../fakes/in-memory-receipt-store.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const KEY = 'team-a/pi.jar.sparkdrop.json'
const MOVES: readonly Transition[] = [
  { state: 'SUBMITTED', attempt: 1 },
  { state: 'SUBMITTED', attempt: 1, reason: 'UNSCHEDULABLE', message: 'no node has room' },
  { state: 'RUNNING', attempt: 1 },
  { state: 'FAILED', attempt: 1, reason: 'OOM', message: 'raise the memory', exitCode: 137 },
]

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()

const accepted = (version = 'v1', second = 0): Job =>
  acceptedJob(
    jobRequest({ source: { kind: 's3', bucket: 'drop', key: 'team-a/pi.jar', versionId: version } }),
    at(second),
  )

/** The job's record as it was after each of its changes, the first being its acceptance. */
const lifeOf = (first: Job): readonly Job[] => {
  const life = [first]
  for (const [i, move] of MOVES.entries()) {
    const before = life.at(-1) ?? first
    life.push({ ...(advance(before, move, at(60 + i)) ?? before), driver: { name: 'pi-driver', uid: 'u1' } })
  }
  return life
}

const setUp = (...jobs: readonly Job[]) => {
  const store = new InMemoryJobStore()
  const receipts = new InMemoryReceiptStore()
  const put = (job: Job) => store.jobs.set(job.jobId, structuredClone(job))
  jobs.forEach(put)
  const deps = { store, receipts, pages: {}, log: silentLog }
  const read = () => receiptSchema.parse(JSON.parse(receipts.text(KEY) ?? ''))
  return { deps, store, receipts, put, read, write: (jobId: string) => writeReceipt(deps, jobId) }
}

describe('the receipt beside an upload', () => {
  it('says where the job stands, why, and where to look', async () => {
    const [job = accepted()] = lifeOf(accepted()).slice(-1)
    const { write, read } = setUp(job)
    await write(job.jobId)
    expect(read()).toMatchObject({
      jobId: job.jobId,
      state: 'FAILED',
      reason: 'OOM',
      message: 'raise the memory',
      exitCode: 137,
      upload: { bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' },
      driver: { pod: 'pi-driver' },
      logs: { command: 'kubectl --namespace team-a logs pi-driver' },
    })
    expect(read().history.map(({ state }) => state)).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'FAILED'])
    expect(read().ui).toBeUndefined()
  })

  it('follows the job, and says where its interface is while it runs', async () => {
    const { write, read, put } = setUp()
    const states: string[] = []
    for (const job of lifeOf(accepted())) {
      put(job)
      await write(job.jobId)
      states.push(read().reason ?? read().state)
      if (job.state === 'RUNNING') expect(read().ui?.command).toContain('port-forward pod/pi-driver 4040')
    }
    expect(states).toEqual(['ACCEPTED', 'SUBMITTED', 'UNSCHEDULABLE', 'RUNNING', 'OOM'])
  })

  it('names the pages of the deployment, where it has some', async () => {
    const [job = accepted()] = lifeOf(accepted()).slice(-1)
    const { deps, read } = setUp(job)
    const pages = {
      logs: 'https://logs.example/{namespace}/{pod}?x={other}',
      ui: 'https://history.example/{sparkAppId}',
    }
    await writeReceipt({ ...deps, pages }, job.jobId)
    expect(read().logs?.url).toBe('https://logs.example/team-a/pi-driver?x={other}')
    expect(read().ui?.url).toBe(`https://history.example/${job.sparkAppId}`)
  })

  it('holds no secret: neither the conf nor the arguments', async () => {
    const conf = { 'spark.hadoop.fs.s3a.secret.key': 'hunter2' }
    const job = acceptedJob(jobRequest({ conf, args: ['--password', 'hunter3'] }), at(0))
    const { write, receipts } = setUp(job)
    await write(job.jobId)
    expect(receipts.text(KEY)).not.toMatch(/hunter/)
  })

  it('is not written for jobs that no upload made, or that nobody knows', async () => {
    const job = acceptedJob(jobRequest({ source: { kind: 'sqs', id: 'a' } }), at(0))
    const { write, receipts } = setUp(job)
    expect(await write(job.jobId)).toBeUndefined()
    expect(await write('0'.repeat(32))).toBeUndefined()
    expect(receipts.keys).toEqual([])
  })

  it('is of the job of the newest upload under its key, whichever is told of last', async () => {
    const [older, newer] = [accepted('v1', 0), accepted('v2', 5)]
    const { write, read } = setUp(older, newer)
    for (const { jobId } of [newer, older, newer, older]) await write(jobId)
    expect(read().jobId).toBe(newer.jobId)
  })

  it('goes by what S3 says of the order of two uploads, where it says it', async () => {
    const source = (sequencer: string, etag: string) =>
      ({ kind: 's3', bucket: 'drop', key: 'team-a/pi.jar', etag, sequencer }) as const
    const first = acceptedJob(jobRequest({ source: source('00A1', 'one') }), at(9))
    const second = acceptedJob(jobRequest({ source: source('00B0', 'two') }), at(1))
    const { write, read } = setUp(first, second)
    for (const { jobId } of [second, first]) await write(jobId)
    expect(read().upload.etag).toBe('two')
  })

  it('takes the place of what is no receipt', async () => {
    const job = accepted()
    const { write, read, receipts } = setUp(job)
    await receipts.write({ bucket: 'drop', key: KEY }, 'not JSON', undefined)
    await write(job.jobId)
    expect(read().jobId).toBe(job.jobId)
  })

  it('is read again where another writer was first, and yields to what is newer', async () => {
    const life = lifeOf(accepted())
    const [early = accepted(), late = accepted()] = [life[0], life[4]]
    const { write, read, put, receipts } = setUp(early)
    receipts.meanwhile = async () => {
      put(late)
      await write(late.jobId)
    }
    await write(early.jobId)
    expect(read().state).toBe('FAILED')
  })

  it('is asked for again while the store does not answer', async () => {
    const job = accepted()
    const { write, read, receipts } = setUp(job)
    receipts.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(write(job.jobId)).rejects.toThrow('no answer')
    await write(job.jobId)
    expect(read().state).toBe('ACCEPTED')
  })

  it('is in the end what the records say, however the events come and writers die', async () => {
    const lives = [lifeOf(accepted('v1', 0)), lifeOf(accepted('v2', 5))]
    const wake = fc.record({
      job: fc.nat(1),
      sees: fc.nat(4),
      dies: fc.option(fc.record({ at: fc.integer({ min: 1, max: 3 }), when: fc.constantFrom('before', 'after') })),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(wake, { maxLength: 12 }), async (wakes) => {
        const { deps, put, read, write } = setUp()
        for (const { job, sees, dies } of wakes) {
          const record = lives[job]?.[sees]
          if (!record) continue
          put(record)
          const crash = dies && new CrashPoint(dies.at, dies.when as 'before' | 'after')
          const receipts = crash?.guard(deps.receipts) ?? deps.receipts
          await writeReceipt({ ...deps, receipts }, record.jobId).catch(() => undefined)
        }
        for (const life of lives) {
          const last = life.at(-1) ?? accepted()
          put(last)
          await write(last.jobId)
        }
        expect(read()).toMatchObject({ state: 'FAILED', upload: { versionId: 'v2' } })
      }),
      { numRuns: 60 },
    )
  })
})
