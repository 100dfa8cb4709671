import { describe, expect, it } from 'vitest'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { running, terminated } from '../builders/driver-pod.ts'
import { CrashPoint } from '../fakes/crash.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { HOLDS, SubmitSetup } from './submit-setup.ts'

const setUp = async () => {
  const setup = new SubmitSetup()
  const job = await setup.submit()
  const name = job.driver?.name ?? ''
  const state = () => setup.store.jobs.get(job.jobId)
  return {
    setup,
    name,
    state,
    reconcile: () => reconcileJobs({ ...ports(setup), log: silentLog }),
    kubelet: (phase: string, container: ReturnType<typeof running>) =>
      setup.cluster.updatePod('team-a', name, (pod: Pod) => {
        const name = 'spark-kubernetes-driver'
        const status = { phase, containerStatuses: [{ name, state: container }] }
        Object.assign(pod, { status })
      }),
  }
}

const ports = ({ store, cluster, announcer, clock, queue }: SubmitSetup) => ({
  store,
  cluster,
  announcer,
  clock,
  queue,
})

describe('reconciliation', () => {
  it('records what no event told', async () => {
    const { kubelet, reconcile, state, setup } = await setUp()
    kubelet('Running', running())
    expect(await reconcile()).toEqual({ checked: 1, repaired: 1 })
    expect(state()).toMatchObject({ state: 'RUNNING' })
    kubelet('Failed', terminated(1))
    await reconcile()
    expect(state()).toMatchObject({ state: 'FAILED', exitCode: 1 })
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'FAILED'])
  })

  it('calls a job LOST whose driver is gone and was never seen to end', async () => {
    const { reconcile, state, setup, name } = await setUp()
    setup.cluster.removePod('team-a', name)
    await reconcile()
    expect(state()).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })

  it('calls no job LOST because a list did not show its driver', async () => {
    const { kubelet, reconcile, state, setup } = await setUp()
    kubelet('Running', running())
    setup.cluster.listPods = async () => ({ pods: [] })
    await reconcile()
    expect(state()).toMatchObject({ state: 'RUNNING' })
  })

  it('twice at once ends in the same, announced once', async () => {
    const { kubelet, reconcile, state, setup } = await setUp()
    kubelet('Succeeded', terminated(0))
    await Promise.all([reconcile(), reconcile()])
    expect(state()).toMatchObject({ state: 'SUCCEEDED' })
    expect(state()?.history.map((step) => step.state)).toEqual(['ACCEPTED', 'SUBMITTED', 'SUCCEEDED'])
    expect(new Set(setup.announcer.states)).toEqual(new Set(['ACCEPTED', 'SUBMITTED', 'SUCCEEDED']))
  })

  it('looks at no job that has ended or waits in the queue', async () => {
    const { kubelet, reconcile } = await setUp()
    kubelet('Succeeded', terminated(0))
    await reconcile()
    expect(await reconcile()).toEqual({ checked: 0, repaired: 0 })
  })
})

describe.each(HOLDS)('a submission held by its %s that stopped half way', (heldBy) => {
  const AWAITS_AT_MOST = 40
  const MINUTE = 60_000

  /** Delivers once, to die there; then only the reconciler is left, and what it queues. */
  const abandoned = async (at: number, when: 'before' | 'after') => {
    const setup = new SubmitSetup(heldBy)
    const crash = new CrashPoint(at, when)
    await setup.submit(undefined, crash).catch(() => undefined)
    const reconcile = () => reconcileJobs({ ...ports(setup), log: silentLog })
    const deliver = async () => {
      for (const request of setup.queue.sent.splice(0)) await setup.submit(request)
    }
    return { setup, reconcile, deliver, died: crash.reached }
  }

  it.each(['before', 'after'] as const)('%s any await is brought to its end once it is abandoned', async (when) => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const { setup, reconcile, deliver, died } = await abandoned(at, when)
      const [driver] = setup.cluster.pods
      await reconcile()
      expect(setup.queue.sent).toEqual([])
      setup.clock.advance(2 * MINUTE)
      await reconcile()
      await deliver()
      if (driver) {
        expect([...setup.store.jobs.values()]).toMatchObject([{ state: 'SUBMITTED' }])
        expect([...setup.started]).toEqual([driver.metadata?.uid])
        expect(setup.cluster.objects()).toHaveLength(2)
      }
      if (!died) return
    }
    expect.unreachable('the submission has more awaits than that')
  })

  it('is called SUBMITTED by nobody who only sees its driver wait', async () => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const { setup, reconcile, died } = await abandoned(at, 'before')
      await reconcile()
      const [job] = setup.store.jobs.values()
      if (job?.state === 'SUBMITTED') expect(setup.started.size).toBe(1)
      if (!died) return
    }
  })

  it('is queued once by two that find it at once, and again when it lies abandoned again', async () => {
    const { setup, reconcile } = await abandoned(7, 'after')
    expect(setup.cluster.pods).toHaveLength(1)
    setup.clock.advance(2 * MINUTE)
    expect(await Promise.all([reconcile(), reconcile()])).toContainEqual({ checked: 1, repaired: 1 })
    await reconcile()
    expect(setup.queue.sent).toHaveLength(1)
    setup.clock.advance(2 * MINUTE)
    await reconcile()
    expect(setup.queue.sent).toHaveLength(2)
  })

  it('leaves no driver that lost its job to another and was not deleted for it', async () => {
    const setup = new SubmitSetup(heldBy)
    const slow = new CrashPoint(AWAITS_AT_MOST, 'after')
    let overtaken = false
    setup.cluster.beforeCommit = async ({ method }) => {
      setup.startDrivers()
      if (method === 'deletePod') throw new TransientError('NO_ANSWER', 'no answer')
      if (method !== 'createPod' || overtaken) return
      overtaken = true
      const { driver } = await setup.submit()
      setup.cluster.removePod('team-a', driver?.name ?? '')
    }
    await setup.submit(undefined, slow).catch(() => undefined)
    expect(setup.cluster.pods).toHaveLength(1)
    setup.cluster.beforeCommit = () => setup.startDrivers()
    await setup.cluster.createPod({ metadata: { namespace: 'team-a', name: 'other' }, spec: { containers: [] } })
    setup.clock.advance(2 * MINUTE)
    await reconcileJobs({ ...ports(setup), log: silentLog })
    expect(setup.cluster.pods.map(({ metadata }) => metadata?.name)).toEqual(['other'])
    expect(setup.started.size).toBe(1)
  })
})
