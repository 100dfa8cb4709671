import { beforeEach, describe, expect, it } from 'vitest'
import { type DriverPod, type DriverPodEvent, type ExecutorSummary, LABELS } from '../../../events/pod-event.ts'
import { ForwardPods } from '../../../lib/jobs/forwarding/forward-pods.ts'
import { Outbox } from '../../../lib/jobs/forwarding/outbox.ts'
import { type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { driverView, executorView } from './pod-events.ts'

const APP = 'spark-app'
const JOB = { 'spark-role': 'driver', 'spark-app-selector': APP, [LABELS.jobId]: 'job-1' }

const driver = (options: DriverPodOptions = {}, uid = 'driver-1') =>
  driverView(driverPod({ ...options, metadata: { uid, labels: JOB, ...options.metadata } }))
const endedAt = (clock: ManualClock, ago: number) => new Date(clock.now() - ago).toISOString()

describe('ForwardPods', () => {
  let clock: ManualClock
  let outbox: Outbox
  let logs: { pod: DriverPod; answer: (text?: string) => void }[]
  let pods: ForwardPods
  beforeEach(() => {
    clock = new ManualClock()
    outbox = new Outbox()
    logs = []
    const readLogTail = (pod: DriverPod) =>
      new Promise<string | undefined>((resolve) => logs.push({ pod, answer: resolve }))
    pods = new ForwardPods({ cluster: 'test', clock, outbox, readLogTail })
  })

  /** What is said by now; counts are told when their time has come. */
  const said = () => {
    const taken = outbox.take(1000, clock.monotonic())
    for (const item of taken) outbox.done(item)
    return taken.map(({ event }) => event.detail)
  }
  const drivers = () => said().filter((detail): detail is DriverPodEvent => 'pod' in detail)
  const later = (): ExecutorSummary[] => {
    clock.advance(200)
    return said().filter((detail): detail is ExecutorSummary => !('pod' in detail))
  }

  it('tells a change of a driver that matters, and no other', () => {
    pods.changed('ADDED', driver())
    expect(drivers()).toMatchObject([{ type: 'ADDED', cluster: 'test', observedAt: '2026-01-01T00:00:00.000Z' }])
    pods.changed('MODIFIED', driver({ metadata: { resourceVersion: '101' } }))
    expect(drivers()).toEqual([])
    pods.changed('MODIFIED', driver({ driver: running() }))
    expect(drivers()).toMatchObject([{ type: 'MODIFIED', pod: { status: { phase: 'Running' } } }])
  })

  it('tells drivers that it was not told of before as new, though the watch calls them changed', () => {
    pods.changed('MODIFIED', driver({ driver: running() }))
    expect(drivers()).toMatchObject([{ type: 'ADDED' }])
  })

  it('tells everything again after a list', () => {
    pods.replaced([driver(), executorView('e1'), undefined])
    expect(drivers()).toHaveLength(1)
    expect(later()).toHaveLength(1)
    pods.replaced([driver(), executorView('e1')])
    expect(drivers()).toMatchObject([{ type: 'MODIFIED' }])
    expect(later()).toMatchObject([{ pending: 1 }])
  })

  it('tells what changed before what it only tells again', () => {
    const [a, b] = [driver({}, 'a'), driver({}, 'b')]
    pods.replaced([a, b])
    said()
    pods.replaced([a, driver({ driver: running() }, 'b')])
    expect(drivers().map(({ pod }) => pod.metadata.uid)).toEqual(['b', 'a'])
  })

  it('tells the deletion of a driver that a list no longer has, as it was last seen', () => {
    pods.replaced([driver({ driver: running() })])
    said()
    pods.replaced([])
    expect(drivers()).toMatchObject([{ type: 'DELETED', pod: { status: { phase: 'Running' } } }])
    pods.replaced([])
    expect(drivers()).toEqual([])
    expect(pods.counts).toEqual({ drivers: 0, executors: 0 })
  })

  it('tells how a driver ended, and then that it is gone, though the bus was away', () => {
    pods.changed('ADDED', driver({ driver: running() }))
    const ended = driver({ driver: terminated(0, { message: 'done' }) })
    pods.changed('MODIFIED', ended)
    pods.changed('DELETED', ended)
    const types = [...drivers(), ...drivers()].map(({ type, pod }) => `${type} ${pod.status?.phase}`)
    expect(types).toEqual(['MODIFIED Succeeded', 'DELETED Succeeded'])
  })

  it('waits for the end of the log of a driver that left no message, and for nobody else', async () => {
    pods.changed('ADDED', driver({ driver: terminated(1, { finishedAt: endedAt(clock, 1_000) }) }))
    pods.changed('ADDED', driver({ driver: running() }, 'driver-2'))
    expect(drivers().map(({ pod }) => pod.metadata.uid)).toEqual(['driver-2'])
    logs[0]?.answer('boom')
    await new Promise(setImmediate)
    expect(drivers()).toMatchObject([{ pod: { metadata: { uid: 'driver-1' } }, logTail: 'boom' }])
  })

  it('reads a log once, and attaches it again when it tells everything again', async () => {
    const ended = driver({ driver: terminated(1, { finishedAt: endedAt(clock, 1_000) }) })
    pods.replaced([ended])
    logs[0]?.answer('boom')
    await new Promise(setImmediate)
    expect(drivers()).toMatchObject([{ logTail: 'boom' }])
    pods.replaced([ended])
    expect(drivers()).toMatchObject([{ logTail: 'boom' }])
    expect(logs).toHaveLength(1)
  })

  it('does without a log that cannot be read', async () => {
    pods.changed('ADDED', driver({ driver: terminated(1, { finishedAt: endedAt(clock, 1_000) }) }))
    logs[0]?.answer()
    await new Promise(setImmediate)
    const [event] = drivers()
    expect(event).toMatchObject({ pod: { status: { phase: 'Failed' } } })
    expect(event).not.toHaveProperty('logTail')
  })

  it('does not read the log of a driver that left a message or ended long ago', () => {
    const finishedAt = endedAt(clock, 1_000)
    pods.changed('ADDED', driver({ driver: terminated(1, { message: 'no such file', finishedAt }) }))
    pods.changed('ADDED', driver({ driver: terminated(1, { finishedAt: endedAt(clock, 16 * 60_000) }) }, 'driver-2'))
    expect(logs).toEqual([])
    expect(drivers()).toHaveLength(2)
  })

  describe('warned of a driver', () => {
    const CREATED = Date.parse(driverPod().metadata.creationTimestamp ?? '')
    const warning = (reason: string, seconds: number, message = 'no such configmap', uid = 'driver-1') => ({
      uid,
      reason,
      message,
      lastSeen: new Date(CREATED + seconds * 1000).toISOString(),
    })
    const told = () => drivers().map((event) => event.warning?.message)
    beforeEach(() => {
      pods.replaced([driver({ driver: waiting() }), executorView('executor-1')])
      said()
    })

    it('that waits, tells so once, however often it is repeated', () => {
      for (const seconds of [8, 16, 32]) pods.warned(warning('FailedMount', seconds))
      expect(drivers()).toMatchObject([
        { type: 'MODIFIED', pod: { metadata: { uid: 'driver-1' } }, warning: { reason: 'FailedMount' } },
      ])
    })

    it('tells it with all else that it tells of it, until the driver starts', () => {
      pods.warned(warning('FailedMount', 8))
      said()
      pods.replaced([driver({ driver: waiting() })])
      pods.changed('MODIFIED', driver({ driver: waiting('PodInitializing') }))
      expect(told()).toEqual(['no such configmap'])
      pods.changed('MODIFIED', driver({ driver: running() }))
      pods.warned(warning('FailedMount', 16))
      expect(told()).toEqual([undefined])
      pods.replaced([driver({ driver: running() })])
      expect(told()).toEqual([undefined])
    })

    it('tells of messages that are never the same once a minute, and keeps the last', () => {
      for (let n = 0; n <= 60; n++) {
        pods.warned(warning('FailedCreatePodSandBox', 10 + n, `sandbox ${n}`))
        clock.advance(1_000)
      }
      expect(told()).toEqual(['sandbox 60'])
      pods.warned(warning('FailedCreatePodSandBox', 80, 'sandbox 61'))
      expect(told()).toEqual([])
      pods.replaced([driver({ driver: waiting() })])
      expect(told()).toEqual(['sandbox 61'])
    })

    it('waits a little, as what it misses may be made just after it', () => {
      for (const seconds of [0, 1, 3]) pods.warned(warning('FailedMount', seconds))
      expect(told()).toEqual([])
      pods.changed('MODIFIED', driver({ driver: waiting('PodInitializing') }))
      expect(told()).toEqual([undefined])
    })

    it('does not fall back to an older one that comes late', () => {
      pods.warned(warning('FailedMount', 20, 'newer'))
      pods.warned(warning('FailedMount', 10, 'older'))
      expect(told()).toEqual(['newer'])
    })

    it('that runs, tells that its kubelet ends it, and says so until its end', () => {
      pods.changed('MODIFIED', driver({ driver: running() }))
      said()
      pods.warned(warning('Evicted', 2, 'The node was low on resource: memory.'))
      expect(drivers()).toMatchObject([{ type: 'MODIFIED', warning: { reason: 'Evicted' } }])
      pods.warned(warning('FailedMount', 9))
      pods.changed('MODIFIED', driver({ driver: terminated(0, { message: 'ended' }) }))
      expect(told()).toEqual(['The node was low on resource: memory.'])
      pods.warned(warning('Evicted', 20, 'another'))
      expect(told()).toEqual([])
    })

    it('does not tell of executors, nor of pods that it does not know, and keeps nothing of them', () => {
      pods.warned(warning('FailedMount', 8, 'm', 'executor-1'))
      pods.warned(warning('FailedMount', 8, 'm', 'nobody'))
      expect(said()).toEqual([])
      expect([pods.hasDriver('driver-1'), pods.hasDriver('executor-1')]).toEqual([true, false])
    })
  })

  it('counts executors once for all that changed within a moment', () => {
    pods.changed('ADDED', driver())
    said()
    for (const uid of ['1', '2', '3']) pods.changed('ADDED', executorView(uid))
    pods.changed('MODIFIED', executorView('1', { phase: 'running' }))
    expect(said()).toEqual([])
    expect(later()).toMatchObject([{ pending: 2, running: 1, started: 1, jobId: 'job-1', sparkAppId: APP }])
    pods.changed('MODIFIED', executorView('1', { phase: 'running' }))
    expect(later()).toEqual([])
  })

  it('knows the job of executors that outlive their driver, and then forgets the application', () => {
    pods.replaced([driver(), executorView('1', { phase: 'running' })])
    said()
    later()
    pods.changed('DELETED', driver())
    said()
    pods.changed('DELETED', executorView('1', { phase: 'running' }))
    expect(later()).toMatchObject([{ running: 0, started: 1, jobId: 'job-1' }])
    pods.replaced([])
    expect(later()).toEqual([])
  })

  it('counts the executors of applications that are no jobs too', () => {
    pods.replaced([executorView('1', { phase: 'running' })])
    const [summary] = later()
    expect(summary).toMatchObject({ running: 1 })
    expect(summary).not.toHaveProperty('jobId')
  })

  it('keeps nothing of what is gone', () => {
    for (let n = 0; n < 1_000; n++) {
      pods.changed('ADDED', driver({}, `driver-${n}`))
      pods.changed('ADDED', executorView(`e-${n}`))
      pods.changed('DELETED', executorView(`e-${n}`))
      pods.changed('DELETED', driver({}, `driver-${n}`))
    }
    expect(pods.counts).toEqual({ drivers: 0, executors: 0 })
  })
})
