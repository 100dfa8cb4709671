import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { keepReceipt } from '../../../lib/jobs/receipts/keep-receipt.ts'
import { readWake } from '../../../lib/jobs/receipts/read-wake.ts'
import type { ReceiptWake } from '../../../lib/jobs/receipts/receipt-wakes.ts'
import { job } from '../../builders/job.ts'
import { InMemoryJobStore } from '../../fakes/in-memory-job-store.ts'
import { InMemoryReceiptStore } from '../../fakes/in-memory-receipt-store.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const KEY = 'team-a/pi.jar.sparkdrop.json'
const waiting = job({ state: 'SUBMITTED', revision: 3 })

const setUp = () => {
  const store = new InMemoryJobStore()
  const receipts = new InMemoryReceiptStore()
  const sent: { wake: ReceiptWake; seconds: number }[] = []
  const wakes = { send: async (wake: ReceiptWake, seconds: number) => void sent.push({ wake, seconds }) }
  const put = (changed: Partial<typeof waiting>) => store.jobs.set(waiting.jobId, { ...waiting, ...changed })
  put({})
  const keep = (wake: ReceiptWake) => keepReceipt({ store, receipts, wakes, pages: {}, log: silentLog }, wake)
  const read = () => JSON.parse(receipts.text(KEY) ?? '')
  return { keep, put, read, receipts, sent, event: { jobId: waiting.jobId } }
}

describe('the receipt of a job that waits', () => {
  it('is looked at again, for what holds the job may change without it moving', async () => {
    const { keep, put, read, sent, event } = setUp()
    await keep(event)
    put({ reason: 'UNSCHEDULABLE', message: 'no node has room', revision: 4 })
    const [first] = sent
    if (first) await keep(first.wake)
    expect(read()).toMatchObject({ reason: 'UNSCHEDULABLE', message: 'no node has room' })
  })

  it('is looked at less and less often, as long as it waits where it does', async () => {
    const { keep, sent, event } = setUp()
    await keep(event)
    for (let i = 0; i < 7; i++) await keep(sent.at(-1)?.wake ?? event)
    expect(sent.map(({ seconds }) => seconds)).toEqual([30, 60, 120, 240, 480, 900, 900, 900])
  })

  it.each([
    { state: 'RUNNING', revision: 4 },
    { state: 'SUCCEEDED', revision: 4 },
    { state: 'SUBMITTED', attempt: 2, revision: 4 },
    { state: 'QUEUED', revision: 4 },
  ] as const)('is left to the events where the job has moved on to %j', async (moved) => {
    const { keep, put, sent, event } = setUp()
    await keep(event)
    put(moved)
    await keep(sent[0]?.wake ?? event)
    expect(sent).toHaveLength(1)
  })

  it('is asked for again where it could not be written, and then looked at once', async () => {
    const { keep, receipts, sent, event } = setUp()
    receipts.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(keep(event)).rejects.toThrow('no answer')
    expect(sent).toEqual([])
    await keep(event)
    expect(sent).toHaveLength(1)
  })
})

describe('a message of the receipts queue', () => {
  it('is an event of the bus, or what was sent to look again', () => {
    expect(readWake('{"source": "sparkdrop.jobs", "detail": {"jobId": "a", "state": "RUNNING"}}')).toEqual({
      jobId: 'a',
    })
    const wake = { jobId: 'a', waits: { state: 'QUEUED', attempt: 1, seconds: 60 } }
    expect(readWake(JSON.stringify(wake))).toEqual(wake)
  })

  it('that is neither is refused', () => {
    expect(() => readWake('{"detail": {}}')).toThrow('the message tells of no job that moved or waits')
  })
})
