import { describe, expect, it } from 'vitest'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { running, terminated } from '../builders/driver-pod.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { SubmitSetup } from './submit-setup.ts'

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

const ports = ({ store, cluster, announcer, clock }: SubmitSetup) => ({ store, cluster, announcer, clock })

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
