import { describe, expect, it } from 'vitest'
import { acceptMessage } from '../../lib/jobs/accept-message.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { readMessage } from '../../lib/jobs/read-message.ts'
import { jobRequest } from '../builders/job.ts'
import { Crash, CrashPoint } from '../fakes/crash.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const PI = { version: 1, namespace: 'team-a', main: { file: 's3a://drop/team-a/pi.jar', class: 'com.example.Pi' } }

class Setup {
  readonly store = new InMemoryJobStore()
  readonly queue = new RecordingQueue()
  readonly announcer = new RecordingAnnouncer()
  readonly clock = new ManualClock()

  accept(body: unknown, messageId = 'm1', crash?: CrashPoint) {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const deps = {
      store: guard(this.store),
      queue: guard(this.queue),
      announcer: guard(this.announcer),
      clock: this.clock,
      log: silentLog,
    }
    return acceptMessage(deps, { body: typeof body === 'string' ? body : JSON.stringify(body), messageId })
  }
}

describe('a message on the requests queue', () => {
  it('becomes a job that is known by the message, however often it is delivered', async () => {
    const setup = new Setup()
    const [first, second] = [await setup.accept(PI), await setup.accept(PI)]
    expect(first).toMatchObject({ state: 'ACCEPTED', namespace: 'team-a', source: { kind: 'sqs', id: 'm1' } })
    expect(second.jobId).toBe(first.jobId)
    expect(setup.store.jobs.size).toBe(1)
    expect(setup.queue.sent[0]).toEqual(jobRequest({ ...PI, version: 1, args: [], source: { kind: 'sqs', id: 'm1' } }))
    expect((await setup.accept(PI, 'm2')).jobId).not.toBe(first.jobId)
  })

  it('is known by its own id where it says one, in another message too', async () => {
    const setup = new Setup()
    const first = await setup.accept({ ...PI, id: 'nightly-1' }, 'm1')
    const again = await setup.accept({ ...PI, source: { kind: 'sqs', id: 'nightly-1' } }, 'm2')
    expect(first.jobId).toBe(deriveJobId({ kind: 'sqs', id: 'nightly-1' }))
    expect(again.jobId).toBe(first.jobId)
    expect(setup.store.jobs.size).toBe(1)
  })

  it('is REJECTED, and not lost, where its id is that of another request; the first job stays', async () => {
    const setup = new Setup()
    const first = await setup.accept({ ...PI, id: 'x' }, 'm1')
    const other = await setup.accept({ ...PI, namespace: 'team-b', id: 'x' }, 'm2')
    expect(other).toMatchObject({ state: 'REJECTED', namespace: 'team-b', source: { kind: 'sqs', id: 'm2' } })
    expect(other.message).toContain('same key from another request')
    expect((await setup.store.get(first.jobId))?.state).toBe('ACCEPTED')
    expect(setup.queue.sent).toHaveLength(1)
  })

  it.each([
    ['S3', { kind: 's3', bucket: 'drop', key: 'team-b/x.jar', versionId: 'v' }],
    ['a schedule', { kind: 'schedule', namespace: 'team-b', name: 'n', at: '2026-01-01T00:00:00Z' }],
    ['the API', { kind: 'api', principal: 'arn:aws:iam::1:root', idempotencyKey: 'k' }],
  ])('cannot say that it comes from %s', async (_whom, source) => {
    const setup = new Setup()
    const job = await setup.accept({ ...PI, source })
    expect(job).toMatchObject({
      state: 'REJECTED',
      source: { kind: 'sqs', id: 'm1' },
      message: `source.kind: "${source.kind}" is not for a message to say: leave the source out, and give an id of your own where you have one`,
    })
    expect(setup.queue.sent).toEqual([])
    expect(setup.announcer.states).toEqual(['REJECTED'])
  })

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'the whole: expected an object'],
    ['"text"', 'the whole: expected an object'],
    ['null', 'the whole: expected an object'],
    [{ ...PI, version: 7 }, 'version: is 7, expected one of those that are known: 1'],
    [{ ...PI, id: 7 }, 'id: expected a text of 1 to 255 characters'],
    [{ ...PI, id: 'x'.repeat(256) }, 'id: expected a text of 1 to 255 characters'],
    [{ ...PI, id: 'a', source: { kind: 'sqs', id: 'b' } }, 'id: the source says who the job is'],
    [{ ...PI, namespace: 'No Such' }, 'namespace: must be a Kubernetes namespace'],
    [{ ...PI, main: {} }, 'main: must name a file, a class, or both'],
    [{ ...PI, contents: 'x' }, 'contents'],
  ])('%j is REJECTED with what is wrong, once', async (body, message) => {
    const setup = new Setup()
    const job = await setup.accept(body)
    expect(job).toMatchObject({ state: 'REJECTED', reason: 'CONFIG', message: expect.stringContaining(message) })
    await setup.accept(body)
    expect(setup.store.jobs.size).toBe(1)
    expect(setup.announcer.states).toEqual(['REJECTED'])
  })

  it('that is too large to be kept is REJECTED, and not tried again and again', async () => {
    const job = await new Setup().accept({ ...PI, args: ['ü'.repeat(100_000)] })
    expect(job).toMatchObject({
      state: 'REJECTED',
      message: expect.stringContaining('expected at most 200000; put large arguments into a file'),
    })
  })

  it.each(['before', 'after'] as const)('that dies %s any step is made good by the next delivery', async (when) => {
    for (let at = 1; ; at++) {
      const setup = new Setup()
      const crash = new CrashPoint(at, when)
      await setup.accept(PI, 'm1', crash).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
      })
      await setup.accept(PI)
      expect(setup.store.jobs.size).toBe(1)
      expect(setup.queue.sent.length).toBeGreaterThan(0)
      expect([...new Set(setup.announcer.states)]).toEqual(['ACCEPTED'])
      if (!crash.reached) return
    }
  })
})

describe('a message of sparkdrop’s own', () => {
  it('is believed where it says to come from', () => {
    const request = jobRequest()
    expect(readMessage({ body: JSON.stringify(request), messageId: 'm1' })).toEqual(request)
  })
})
