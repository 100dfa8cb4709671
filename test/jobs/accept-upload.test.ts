import { describe, expect, it } from 'vitest'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { type AcceptUpload, acceptUpload } from '../../lib/jobs/accept-upload.ts'
import { uploadPolicy } from '../builders/upload-policy.ts'
import { jar } from '../builders/zip.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const upload = { bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' }

const setUp = () => {
  const objects = new InMemoryObjectStore().put(upload, jar({ 'Main-Class': 'com.example.Pi' }))
  const deps = {
    objects,
    store: new InMemoryJobStore(),
    queue: new RecordingQueue(),
    announcer: new RecordingAnnouncer(),
    clock: new ManualClock(),
    log: silentLog,
    policy: async () => uploadPolicy(),
  } satisfies AcceptUpload
  return { ...deps, accept: (what = upload) => acceptUpload(deps, what) }
}

describe('an upload', () => {
  it('is recorded as ACCEPTED, queued and announced', async () => {
    const { accept, queue, announcer, store } = setUp()
    const job = await accept()
    expect(job).toMatchObject({ state: 'ACCEPTED', namespace: 'team-a' })
    expect(queue.sent).toMatchObject([{ main: { class: 'com.example.Pi' }, source: { versionId: 'v1' } }])
    expect(announcer.states).toEqual(['ACCEPTED'])
    expect(store.jobs.size).toBe(1)
  })

  it('delivered three times is one job, announced once', async () => {
    const { accept, announcer, store } = setUp()
    const ids = [await accept(), await accept(), await accept()].map((job) => job?.jobId)
    expect(new Set(ids).size).toBe(1)
    expect(store.jobs.size).toBe(1)
    expect(announcer.states).toEqual(['ACCEPTED'])
  })

  it('of the same key in a new version is another job', async () => {
    const { accept, objects, store } = setUp()
    await accept()
    const second = { ...upload, versionId: 'v2' }
    objects.put(second, jar({ 'Main-Class': 'com.example.Pi' }))
    await accept(second)
    expect(store.jobs.size).toBe(2)
  })

  it('that could not be queued is queued by the next delivery', async () => {
    const { accept, queue, store } = setUp()
    queue.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(accept()).rejects.toThrow('no answer')
    expect(store.jobs.size).toBe(1)
    await accept()
    expect(queue.sent).toHaveLength(1)
  })

  it('that could not be announced is announced by the next delivery', async () => {
    const { accept, announcer } = setUp()
    announcer.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(accept()).rejects.toThrow('no answer')
    await accept()
    expect(announcer.states).toEqual(['ACCEPTED'])
  })

  it('that can be no job is REJECTED with what to do, and nothing is queued', async () => {
    const { accept, objects, queue, announcer } = setUp()
    const text = { ...upload, key: 'team-a/hello.jar' }
    objects.put(text, 'I am no jar')
    expect(await accept(text)).toMatchObject({
      state: 'REJECTED',
      reason: 'CONFIG',
      namespace: 'team-a',
      message: expect.stringContaining('the file is no jar'),
    })
    expect(queue.sent).toEqual([])
    expect(announcer.states).toEqual(['REJECTED'])
  })

  it('goes back to the queue while S3 does not answer, and leaves no record', async () => {
    const { accept, objects, store } = setUp()
    objects.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(accept()).rejects.toThrow('no answer')
    expect(store.jobs.size).toBe(0)
  })

  it.each(['team-a/pi.jar.yaml', 'team-a/pi.jar.sparkdrop.json', 'team-a/_lib/util.jar'])(
    'of %s, which accompanies a job, makes none',
    async (key) => {
      const { accept, store } = setUp()
      expect(await accept({ ...upload, key })).toBeUndefined()
      expect(store.jobs.size).toBe(0)
    },
  )

  it('whose place is no namespace’s is REJECTED with what to do', async () => {
    const { accept } = setUp()
    expect(await accept({ ...upload, key: 'pi.jar' })).toMatchObject({
      state: 'REJECTED',
      namespace: '',
      message: '"pi.jar" names no namespace: drop it at <namespace>/pi.jar',
    })
    expect(await accept({ ...upload, key: 'Team_A/pi.jar' })).toMatchObject({ state: 'REJECTED' })
  })

  it('runs where the policy says of its place, whatever its folders are', async () => {
    const { objects, queue, ...deps } = setUp()
    const tenant = { name: 'shared', sources: [{ kind: 's3', prefix: 'team-a/' }], namespaces: ['shared'] }
    const policy = async () => uploadPolicy([{ ...tenant, files: ['s3://{bucket}/**'] }])
    await acceptUpload({ ...deps, objects, queue, policy }, upload)
    expect(queue.sent).toMatchObject([{ namespace: 'shared' }])
  })

  it('that asks for what the policy refuses is REJECTED at once, and not queued', async () => {
    const { accept, objects, queue } = setUp()
    objects.put(upload, jar({ 'Main-Class': 'com.example.Pi' }), {
      'spark-conf': '{"spark.kubernetes.namespace": "kube-system"}',
    })
    expect(await accept()).toMatchObject({
      state: 'REJECTED',
      message: expect.stringContaining('spark.kubernetes.namespace'),
    })
    expect(queue.sent).toEqual([])
  })

  it('of a job file hears no more of a foreign object that is there than of one that is not', async () => {
    const { accept, objects } = setUp()
    objects.put({ bucket: 'vault', key: 'there.jar' }, jar({ 'Main-Class': 'com.example.Secret' }))
    const asked: string[] = []
    const head = objects.head.bind(objects)
    objects.head = async (ref) => {
      asked.push(ref.bucket)
      return head(ref)
    }
    const messages: (string | undefined)[] = []
    for (const name of ['there', 'missing']) {
      const file = { ...upload, key: `team-a/${name}.yaml` }
      objects.put(file, `main: {file: "s3a://vault/${name}.jar"}\n`)
      const job = await accept(file)
      expect(job?.state).toBe('REJECTED')
      messages.push(job?.message?.replaceAll(name, ''))
    }
    expect(messages[0]).toContain('the policy allows files at')
    expect(messages[1]).toBe(messages[0])
    expect(asked).not.toContain('vault')
  })

  it('whose events come in any order, and again, is one job for each version', async () => {
    const { accept, objects, store } = setUp()
    const versions = ['v1', 'v2', 'v3'].map((versionId) => ({ ...upload, versionId }))
    for (const version of versions) objects.put(version, jar({ 'Main-Class': 'com.example.Pi' }))
    for (const at of [2, 0, 1, 1, 2, 0]) await accept(versions[at])
    expect(store.jobs.size).toBe(3)
  })
})
