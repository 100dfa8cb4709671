import { describe, expect, it } from 'vitest'
import { LABELS } from '../../events/pod-event.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { recordDriver } from '../../lib/jobs/record-driver.ts'
import { recordExecutors } from '../../lib/jobs/record-executors.ts'
import { driverPod, running, terminated, waiting } from '../builders/driver-pod.ts'
import { job } from '../builders/job.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const submitted = job({ state: 'SUBMITTED', driver: { name: 'pi-driver', uid: 'u1' }, announced: 1 })

const observed = (driver: ReturnType<typeof running>, metadata: object = {}) => ({
  type: 'MODIFIED' as const,
  pod: driverPod({
    driver,
    metadata: { uid: 'u1', labels: { [LABELS.jobId]: submitted.jobId, [LABELS.attempt]: '1' }, ...metadata },
  }),
})

const setUp = async () => {
  const store = new InMemoryJobStore()
  await store.create(submitted)
  const deps = {
    store,
    announcer: new RecordingAnnouncer(),
    queue: new RecordingQueue(),
    clock: new ManualClock(),
    log: silentLog,
  }
  return { ...deps, record: (observation: Parameters<typeof recordDriver>[1]) => recordDriver(deps, observation) }
}

describe('what is seen of a driver', () => {
  it('takes its job through RUNNING to its end, each step announced once', async () => {
    const { record, announcer } = await setUp()
    await record(observed(running()))
    await record(observed(running()))
    const job = await record(observed(terminated(0)))
    expect(job).toMatchObject({ state: 'SUCCEEDED', exitCode: 0 })
    await record(observed(terminated(0)))
    expect(announcer.states).toEqual(['RUNNING', 'SUCCEEDED'])
  })

  it('late, after the end, changes nothing', async () => {
    const { record } = await setUp()
    await record(observed(terminated(1)))
    expect(await record(observed(running()))).toMatchObject({ state: 'FAILED', reason: 'USER_CODE', exitCode: 1 })
  })

  it('before what is recorded, of the same state, puts no old reason back', async () => {
    const { record } = await setUp()
    await record(observed(waiting('ImagePullBackOff', 'no such image'), { resourceVersion: '12' }))
    await record(observed(waiting('ContainerCreating'), { resourceVersion: '11' }))
    const job = await record(observed(waiting('ContainerCreating'), { resourceVersion: '9' }))
    expect(job).toMatchObject({ state: 'SUBMITTED', reason: 'IMAGE' })
  })

  describe('that gets nowhere', () => {
    const warning = (second: number, message = 'no such configmap') => ({
      reason: 'FailedMount',
      message,
      lastSeen: `2026-11-20T10:00:${second}.000Z`,
    })
    const stuck = (more: object = {}, metadata: object = {}) => ({ ...observed(waiting(), metadata), ...more })
    const explained = { state: 'SUBMITTED', reason: 'CONFIG', message: 'FailedMount: no such configmap' }

    it('comes with the reason that Kubernetes warned of', async () => {
      const { record, announcer } = await setUp()
      expect(await record(stuck({ warning: warning(10) }))).toMatchObject(explained)
      expect(announcer.states).toEqual([])
    })

    it('keeps it when somebody looks who does not hear of warnings, and when news comes out of order', async () => {
      const { record } = await setUp()
      await record(stuck({ warning: warning(20) }))
      expect(await record(stuck())).toMatchObject(explained)
      expect(await record(stuck({}, { resourceVersion: '200' }))).toMatchObject(explained)
      expect(await record(stuck({ warning: warning(10, 'older') }, { resourceVersion: '200' }))).toMatchObject(
        explained,
      )
    })

    it('loses it with what goes on, and never goes back for it', async () => {
      const { record } = await setUp()
      await record(stuck({ warning: warning(10) }))
      const job = await record(observed(running()))
      expect(job?.state).toBe('RUNNING')
      expect(job).not.toHaveProperty('reason')
      expect(job?.driver).not.toHaveProperty('warning')
      expect(await record(stuck({ warning: warning(30) }))).toMatchObject({ state: 'RUNNING' })
    })

    it('says what the pod says where that says something', async () => {
      const { record } = await setUp()
      const pulling = { ...observed(waiting('ErrImagePull', 'not found')), warning: warning(10) }
      expect(await record(pulling)).toMatchObject({ state: 'SUBMITTED', reason: 'IMAGE' })
    })
  })

  describe('that its kubelet ends', () => {
    const evicted = { reason: 'Evicted', message: 'low on memory', lastSeen: '2026-11-20T10:00:58.000Z' }

    it('is told while it runs, and is why it ended, also where it ended well by then', async () => {
      const { record } = await setUp()
      await record(observed(running()))
      const told = await record({ ...observed(running()), warning: evicted })
      expect(told).toMatchObject({ state: 'RUNNING', message: 'about to be ended: Evicted: low on memory' })
      expect(await record(observed(terminated(0)))).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED', exitCode: 0 })
    })

    it('had ended before', async () => {
      const { record } = await setUp()
      const ended = observed(terminated(0, { finishedAt: '2026-11-20T10:00:57Z' }))
      expect(await record({ ...ended, warning: evicted })).toMatchObject({ state: 'SUCCEEDED' })
    })
  })

  it('of a pod that is not the recorded driver changes nothing', async () => {
    const { record, announcer } = await setUp()
    expect(await record(observed(running(), { uid: 'u2' }))).toMatchObject({ state: 'SUBMITTED' })
    expect(announcer.states).toEqual([])
  })

  it('of a pod that is no job of ours changes nothing', async () => {
    const { record } = await setUp()
    expect(await record(observed(running(), { labels: {} }))).toBeUndefined()
  })

  it('is announced by the next news where the bus did not answer', async () => {
    const { record, announcer } = await setUp()
    announcer.failNext = new TransientError('AWS_FAILED', 'no answer')
    await expect(record(observed(running()))).rejects.toThrow('no answer')
    await record(observed(running()))
    expect(announcer.changes).toMatchObject([{ state: 'RUNNING', attempt: 1, sparkAppId: submitted.sparkAppId }])
  })
})

describe('a summary of executors', () => {
  const summary = {
    version: 1 as const,
    cluster: 'c',
    namespace: 'team-a',
    sparkAppId: submitted.sparkAppId,
    jobId: submitted.jobId,
    pending: 0,
    running: 2,
    succeeded: 0,
    failed: 0,
    started: 2,
    observedAt: '2026-01-01T00:00:02.000Z',
  }

  it('is kept with the job', async () => {
    const { store } = await setUp()
    expect((await recordExecutors(store, summary))?.executors).toMatchObject({ running: 2, started: 2 })
  })

  it('of an application that is no job of ours is passed over', async () => {
    const { store } = await setUp()
    const { jobId: _jobId, ...stock } = summary
    expect(await recordExecutors(store, stock)).toBeUndefined()
    expect(store.writes).toBe(1)
  })
})
