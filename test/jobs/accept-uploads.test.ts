import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { AcceptUpload } from '../../lib/jobs/accept-upload.ts'
import { acceptUploads } from '../../lib/jobs/accept-uploads.ts'
import { uploadPolicy } from '../builders/upload-policy.ts'
import { jar } from '../builders/zip.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { etagOf, InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const pi = jar({ 'Main-Class': 'com.example.Pi' })

const setUp = () => {
  const deps = {
    objects: new InMemoryObjectStore(),
    store: new InMemoryJobStore(),
    queue: new RecordingQueue(),
    announcer: new RecordingAnnouncer(),
    clock: new ManualClock(),
    log: silentLog,
    policy: async () => uploadPolicy(),
  } satisfies AcceptUpload
  return { ...deps, accept: (message: unknown) => acceptUploads(deps, JSON.stringify(message)) }
}

const record = (key: string, more: object = {}) => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'drop' }, object: { key, eTag: etagOf(pi), sequencer: '01', ...more } },
})

describe('a message of the uploads queue', () => {
  it('may tell of several uploads, of which each is a job', async () => {
    const { accept, objects, queue } = setUp()
    for (const key of ['team-a/a b.jar', 'team-b/ü+.jar']) objects.put({ bucket: 'drop', key }, pi)
    const keys = ['team-a/a+b.jar', 'team-b/%C3%BC%2B.jar', 'team-a/a+b.jar.sparkdrop.json']
    expect(await accept({ Records: keys.map((key) => record(key)) })).toHaveLength(2)
    expect(queue.sent.map(({ main }) => main.file)).toEqual(['s3a://drop/team-a/a b.jar', 's3a://drop/team-b/ü+.jar'])
  })

  it('that came in both forms makes one job', async () => {
    const { accept, objects, store } = setUp()
    objects.put({ bucket: 'drop', key: 'team-a/pi.jar' }, pi)
    await accept({ Records: [record('team-a/pi.jar')] })
    await accept({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: {
        bucket: { name: 'drop' },
        object: { key: 'team-a/pi.jar', etag: etagOf(pi), sequencer: '01' },
        reason: 'PutObject',
      },
    })
    expect(store.jobs.size).toBe(1)
  })

  it('goes back to the queue for one of its uploads, and the others are accepted all the same', async () => {
    const { accept, objects, queue, store } = setUp()
    for (const key of ['team-a/a.jar', 'team-a/b.jar']) objects.put({ bucket: 'drop', key }, pi)
    const message = { Records: ['team-a/a.jar', 'team-a/b.jar'].map((key) => record(key)) }
    queue.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(accept(message)).rejects.toThrow('no answer')
    expect(queue.sent.map(({ main }) => main.file)).toEqual(['s3a://drop/team-a/b.jar'])
    await accept(message)
    expect(store.jobs.size).toBe(2)
    expect(new Set(queue.sent.map(({ main }) => main.file)).size).toBe(2)
  })

  it('of a file that was put in parts is told by its tag, which is no hash of the whole', async () => {
    const { accept, objects } = setUp()
    objects.put({ bucket: 'drop', key: 'team-a/big.jar', versionId: 'v1' }, pi)
    const [job] = await accept({
      Records: [record('team-a/big.jar', { eTag: '9b2cf535f27731c974343645a3985328-3', versionId: 'v1' })],
    })
    expect(job?.state).toBe('ACCEPTED')
  })

  it('that S3 sends when it is set up makes none', async () => {
    const { accept, store } = setUp()
    const sample = new URL('../../events/samples/s3-test-event.set-up.json', import.meta.url)
    expect(await accept(JSON.parse(readFileSync(sample, 'utf8')))).toEqual([])
    expect(store.jobs.size).toBe(0)
  })

  it.each([
    ['no JSON', 'the message is no JSON: '],
    ['{"Records": [{}]}', 'the message tells of no upload: Records.0.eventName: is missing: expected string'],
  ])('that is %s is refused in words, and ends among the dead letters', async (body, message) => {
    await expect(acceptUploads(setUp(), body)).rejects.toThrow(message)
  })
})
