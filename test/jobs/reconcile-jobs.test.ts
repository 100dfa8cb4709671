import { describe, expect, it } from 'vitest'
import { LABELS } from '../../events/pod-event.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'
import { running, terminated } from '../builders/driver-pod.ts'
import { jobRequest } from '../builders/job.ts'
import { CrashPoint } from '../fakes/crash.ts'
import { LifeSetup, submitted } from './life/life-setup.ts'

const AT = '2026-01-01T00:00:00.000Z'

const many = async (count: number): Promise<LifeSetup> => {
  const setup = new LifeSetup()
  for (let i = 0; i < count; i++) await setup.submit(jobRequest({ source: { kind: 'sqs', id: `job-${i}` } }))
  return setup
}

/** Jobs whose drivers run, as many as there are, without their submissions. */
const manyRunning = async (count: number): Promise<LifeSetup> => {
  const setup = new LifeSetup()
  setup.cluster.beforeCommit = setup.cluster.afterCommit = () => {}
  for (let i = 0; i < count; i++) {
    const { jobId, ...rest } = acceptedJob(jobRequest({ source: { kind: 'sqs', id: `job-${i}` } }), AT)
    const name = `driver-${i}`
    const labels = { 'spark-role': 'driver', [LABELS.jobId]: jobId, [LABELS.attempt]: '1' }
    const spec = { containers: [{ name: 'spark-kubernetes-driver' }] }
    const pod = await setup.cluster.createPod({ metadata: { namespace: 'team-a', name, labels }, spec })
    const driver = { name, uid: pod.metadata?.uid ?? '' }
    await setup.store.create({ ...rest, jobId, state: 'SUBMITTED', driver, announced: 1 })
  }
  return setup
}

describe('reconciliation', () => {
  it('records what no event told', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    expect(await setup.reconcile()).toEqual({ checked: 1, repaired: 1, failed: 0, unknown: 0, finished: true })
    expect(setup.job).toMatchObject({ state: 'RUNNING' })
    setup.kubelet(terminated(1))
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'FAILED', exitCode: 1 })
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'FAILED'])
  })

  it('calls a job LOST whose driver is gone and was never seen to end', async () => {
    const setup = await submitted()
    setup.cluster.removePod('team-a', setup.job.driver?.name ?? '')
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })

  it('calls no job LOST because a list did not show its driver, or while the cluster does not answer', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    const { cluster } = setup
    const listPods = cluster.listPods.bind(cluster)
    cluster.listPods = async () => ({ pods: [] })
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'RUNNING' })
    cluster.failNext('getPod', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.reconcile()).toMatchObject({ failed: 1 })
    expect(setup.job).toMatchObject({ state: 'RUNNING' })
    cluster.listPods = listPods
    expect(await setup.reconcile()).toMatchObject({ failed: 0, repaired: 0 })
  })

  it('twice at once ends in the same, each step recorded once', async () => {
    const setup = await submitted()
    setup.kubelet(terminated(0))
    await Promise.all([setup.reconcile(), setup.reconcile()])
    expect(setup.job).toMatchObject({ state: 'SUCCEEDED' })
    expect(setup.job.history.map((step) => step.state)).toEqual(['ACCEPTED', 'SUBMITTED', 'SUCCEEDED'])
    expect(new Set(setup.announcer.states)).toEqual(new Set(['ACCEPTED', 'SUBMITTED', 'SUCCEEDED']))
  })

  it('announces what a writer that died before the bus left', async () => {
    const setup = await submitted()
    setup.announcer.failNext = new TransientError('AWS_FAILED', 'no answer')
    setup.kubelet(running())
    await expect(setup.forward()).rejects.toThrow('no answer')
    await setup.reconcile()
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING'])
  })

  it('reads the table for no job of which the cluster tells nothing new', async () => {
    const setup = await many(30)
    await setup.reconcile()
    const read = async () => Promise.reject(new Error('the table was read'))
    setup.store.get = read
    expect(await setup.reconcile()).toMatchObject({ checked: 30, repaired: 0, failed: 0 })
  })

  it('pages through the pods of a namespace, once for all of its jobs', async () => {
    const setup = await manyRunning(1_201)
    setup.cluster.calls.length = 0
    expect(await setup.reconcile()).toMatchObject({ checked: 1_201, failed: 0 })
    expect(setup.cluster.callsOf('listPods')).toHaveLength(3)
    expect(setup.cluster.callsOf('getPod')).toEqual([])
  })

  it('sees to the other jobs where one cannot be seen to', async () => {
    const setup = await many(3)
    for (const { driver } of setup.store.jobs.values()) setup.cluster.removePod('team-a', driver?.name ?? '')
    setup.cluster.failNext('getPod', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.reconcile()).toEqual({ checked: 3, repaired: 2, failed: 1, unknown: 0, finished: true })
    expect(await setup.reconcile()).toMatchObject({ repaired: 1, failed: 0 })
  })

  it('begins nothing when its time is over, and says that something is left', async () => {
    const setup = await many(100)
    for (const { driver } of setup.store.jobs.values()) setup.cluster.removePod('team-a', driver?.name ?? '')
    let looks = 0
    const first = await setup.reconcile(undefined, { isOver: () => ++looks > 40 })
    expect(first.finished).toBe(false)
    expect(first.checked).toBeLessThan(60)
    await setup.reconcile()
    expect([...setup.store.jobs.values()].filter(({ reason }) => reason !== 'LOST')).toEqual([])
  })

  it.each(['before', 'after'] as const)('that dies %s any await is made good by the next', async (when) => {
    for (let at = 1; at < 60; at++) {
      const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 1 } })
      setup.kubelet(terminated(1))
      const crash = new CrashPoint(at, when)
      await setup.reconcile(crash).catch(() => undefined)
      await setup.minutes(2)
      expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
      expect(setup.cluster.pods).toHaveLength(1)
      setup.kubelet(terminated(0))
      await setup.reconcile(new CrashPoint(at, when)).catch(() => undefined)
      await setup.minutes(2)
      expect(setup.job).toMatchObject({ state: 'SUCCEEDED', attempt: 2 })
      const states = ['ACCEPTED', 'SUBMITTED', 'RETRYING', 'SUCCEEDED']
      expect([...new Set(setup.announcer.states)]).toEqual(states)
      if (!crash.reached) return
    }
    expect.unreachable('a reconciliation has fewer awaits than that')
  })
})
