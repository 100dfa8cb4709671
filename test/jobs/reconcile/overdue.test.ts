import { describe, expect, it } from 'vitest'
import type { Timeouts } from '../../../events/job-life.ts'
import { KubernetesError } from '../../../lib/errors/kubernetes-error.ts'
import { running, terminated, waiting } from '../../builders/driver-pod.ts'
import { jobRequest } from '../../builders/job.ts'
import { LifeSetup, submitted } from '../life/life-setup.ts'

const full = new KubernetesError({ code: 403, reason: 'Forbidden', message: 'pods "x": exceeded quota: q' }, 'POST')

describe('a time limit', () => {
  it('for the wait ends a job that has no driver by then, saying what it waited for', async () => {
    const setup = new LifeSetup()
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'createPod') throw full
    }
    await setup.submit(jobRequest({ timeouts: { queuedSeconds: 300 }, restartPolicy: { type: 'Always' } }))
    await setup.minutes(4)
    expect(setup.job).toMatchObject({ state: 'QUEUED', reason: 'QUOTA' })
    await setup.minutes(2)
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'TIMEOUT', attempt: 1 })
    expect(setup.job.message).toMatch(/^it had no driver within its 300 s: it waits for room: .*exceeded quota/)
  })

  it('for the wait does not count while a job is suspended', async () => {
    const setup = new LifeSetup()
    await setup.submit(jobRequest({ timeouts: { queuedSeconds: 300 }, suspend: true }))
    await setup.minutes(20)
    await setup.resume()
    await setup.deliver()
    await setup.minutes(20)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED' })
  })

  it('is the platform’s where the job has none of its own', async () => {
    const stopOf = async (timeouts: Timeouts) => {
      const setup = await submitted({ timeouts })
      setup.timeLimits = { startSeconds: 120 }
      setup.kubelet(waiting('ImagePullBackOff', 'no such image'))
      await setup.minutes(5)
      return setup.job.stop
    }
    expect(await stopOf({})).toMatchObject({ kind: 'fail', reason: 'TIMEOUT' })
    expect(await stopOf({ startSeconds: 3600 })).toBeUndefined()
  })

  it('for the start ends a driver that does not run by then, saying what held it', async () => {
    const setup = await submitted({ timeouts: { startSeconds: 120 } })
    setup.kubelet(waiting('ImagePullBackOff', 'no such image'))
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', reason: 'IMAGE' })
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', stop: { kind: 'fail', reason: 'TIMEOUT' } })
    setup.cluster.removePod('team-a', setup.job.driver?.name ?? '')
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'TIMEOUT' })
    expect(setup.job.message).toMatch(/^its driver did not start within its 120 s: .*no such image/)
  })

  it('for the run ends a driver with its grace period; what it does then does not matter, but for a good end', async () => {
    for (const [end, state] of [
      [terminated(143), 'FAILED'],
      [terminated(0), 'SUCCEEDED'],
    ] as const) {
      const setup = await submitted({ timeouts: { runSeconds: 120 } })
      setup.kubelet(running())
      await setup.forward()
      await setup.minutes(1)
      expect(setup.cluster.callsOf('deletePod')).toEqual([])
      await setup.minutes(1)
      expect(setup.cluster.pods[0]?.metadata).toMatchObject({ deletionGracePeriodSeconds: 30 })
      setup.kubelet(end)
      setup.cluster.updatePod('team-a', setup.job.driver?.name ?? '', ({ metadata }) => {
        delete metadata?.deletionTimestamp
      })
      await setup.minutes(1)
      expect(setup.job).toMatchObject({ state, ...(state === 'FAILED' ? { reason: 'TIMEOUT' } : {}) })
    }
  })

  it('that was reached is a failure of the run: it is tried again where the policy says so', async () => {
    const setup = await submitted({
      timeouts: { runSeconds: 60 },
      restartPolicy: { type: 'OnFailure', runFailures: 1 },
    })
    for (const attempt of [1, 2]) {
      expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt })
      setup.kubelet(running())
      await setup.forward()
      await setup.minutes(1)
      setup.cluster.removePod('team-a', setup.job.driver?.name ?? '')
      await setup.minutes(2)
    }
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'TIMEOUT', attempt: 2, retries: { runFailures: 1 } })
  })

  it('ends no job twice, and none that was killed', async () => {
    const setup = await submitted({ timeouts: { runSeconds: 60 } })
    setup.kubelet(running())
    await setup.forward()
    await setup.kill()
    await setup.minutes(3)
    expect(setup.job.stop).toMatchObject({ kind: 'kill' })
    setup.cluster.removePod('team-a', setup.job.driver?.name ?? '')
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
  })
})
