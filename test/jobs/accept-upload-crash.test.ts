import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Upload } from '../../events/s3-upload.ts'
import { acceptUpload } from '../../lib/jobs/accept-upload.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { uploadPolicy } from '../builders/upload-policy.ts'
import { jar, zip } from '../builders/zip.ts'
import { CrashPoint } from '../fakes/crash.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const UPLOADS: readonly Upload[] = [
  { bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' },
  { bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v2' },
  { bucket: 'drop', key: 'team-a/my app.zip', versionId: 'v1' },
  { bucket: 'drop', key: 'team-b/nightly.yaml', versionId: 'v1' },
  { bucket: 'drop', key: 'team-b/notes.txt', versionId: 'v1' },
]

const jobIdOf = (upload: Upload): string => deriveJobId({ kind: 's3', ...upload })

const setUp = () => {
  const pi = jar({ 'Main-Class': 'com.example.Pi' })
  const objects = new InMemoryObjectStore()
  for (const upload of UPLOADS) objects.put(upload, upload.key.endsWith('.zip') ? zip({ '__main__.py': '' }) : pi)
  objects.put({ bucket: 'drop', key: 'team-b/nightly.yaml', versionId: 'v1' }, 'main: {class: com.example.Nightly}')
  const [store, queue, announcer] = [new InMemoryJobStore(), new RecordingQueue(), new RecordingAnnouncer()]
  const clock = new ManualClock()
  const policy = async () => uploadPolicy()
  const accept = (upload: Upload, crash?: CrashPoint) => {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const ports = { objects: guard(objects), store: guard(store), queue: guard(queue), announcer: guard(announcer) }
    return acceptUpload({ ...ports, clock, log: silentLog, policy }, upload)
  }
  return { store, queue, announcer, accept }
}

const delivery = fc.record({
  upload: fc.constantFrom(...UPLOADS),
  dies: fc.option(
    fc.record({ at: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom<'before' | 'after'>('before', 'after') }),
  ),
})

describe('uploads whose events come again, in any order, to functions that die', () => {
  it('are one job each, of which each is queued and announced, and none is another’s', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { maxLength: 20 }), async (deliveries) => {
        const { store, queue, announcer, accept } = setUp()
        for (const { upload, dies } of deliveries)
          await accept(upload, dies ? new CrashPoint(dies.at, dies.when) : undefined).catch(() => undefined)
        for (const upload of UPLOADS) await accept(upload)
        expect([...store.jobs.keys()].sort()).toEqual(UPLOADS.map(jobIdOf).sort())
        const [notes] = UPLOADS.slice(-1).map(jobIdOf)
        const queued = new Set(queue.sent.map(({ source }) => deriveJobId(source)))
        expect(queued).toEqual(new Set(UPLOADS.map(jobIdOf).filter((id) => id !== notes)))
        expect(new Set(announcer.changes.map(({ jobId }) => jobId))).toEqual(new Set(UPLOADS.map(jobIdOf)))
        for (const job of store.jobs.values()) expect(job.announced).toBe(1)
      }),
      { numRuns: 60 },
    )
  })
})
