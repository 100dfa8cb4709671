import { describe, expect, it } from 'vitest'
import type { SubmitJob } from '../../lib/jobs/submit-job.ts'
import { submitMessage } from '../../lib/jobs/submit-message.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { silentLog } from '../fakes/silent-log.ts'

const setUp = () => {
  const store = new InMemoryJobStore()
  const announcer = new RecordingAnnouncer()
  // What is no request comes no further than to these.
  const deps = { store, announcer, clock: new ManualClock(), log: silentLog } as unknown as SubmitJob
  return { store, announcer, submit: (body: string) => submitMessage(deps, { body, messageId: 'm1' }) }
}

describe('a message of the jobs queue that asks for no job', () => {
  it.each([
    ['no json', 'it is no JSON'],
    ['{"version":1}', 'namespace'],
    ['{"version":9}', 'version: is 9, expected one of those that are known: 1'],
  ])('%s is a REJECTED job with what is wrong, once', async (body, message) => {
    const { store, announcer, submit } = setUp()
    const job = await submit(body)
    expect(job).toMatchObject({ state: 'REJECTED', reason: 'CONFIG', source: { kind: 'sqs', id: 'm1' } })
    expect(job.message).toContain(message)
    expect((await submit(body)).jobId).toBe(job.jobId)
    expect(store.jobs.size).toBe(1)
    expect(announcer.states).toEqual(['REJECTED'])
  })
})
