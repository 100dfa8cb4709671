import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RestartPolicy, restartPolicySchema } from '../../../events/job-life.ts'
import { backoffSeconds } from '../../../lib/jobs/life/backoff.ts'
import { restartAfter } from '../../../lib/jobs/life/restart.ts'
import { condition, running, terminated } from '../../builders/driver-pod.ts'
import { type LifeSetup, submitted } from './life-setup.ts'

const none = { runFailures: 0, preemptions: 0, submissionFailures: 0, waits: 0 }
const policy = (over: Partial<RestartPolicy>): RestartPolicy => restartPolicySchema.parse(over)

/** The job's driver starts and ends so; its next attempt is delivered when it is due. */
const run = async (setup: LifeSetup, exitCode: number): Promise<void> => {
  setup.kubelet(running())
  await setup.forward()
  setup.kubelet(terminated(exitCode))
  await setup.forward()
}

describe('a run that failed', () => {
  it('is the end where the policy is Never', async () => {
    const setup = await submitted()
    await run(setup, 1)
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'USER_CODE', exitCode: 1, attempt: 1 })
  })

  it('is RETRYING under the number of the next attempt, which is due after the backoff from its end', async () => {
    const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 2 } })
    setup.clock.advance(3_600_000)
    await run(setup, 1)
    const dueAt = '2026-01-01T01:00:10.000Z'
    expect(setup.job).toMatchObject({ state: 'RETRYING', reason: 'USER_CODE', exitCode: 1, attempt: 2, dueAt })
    expect(setup.job.message).toMatch(/^attempt 2 is due at 2026-01-01T01:00:10.000Z, as attempt 1 failed: /)
    expect(setup.job).not.toHaveProperty('driver')
    expect(setup.queue.delays).toEqual([10])
  })

  it('is tried again when it is due and not before, by a driver of its own', async () => {
    const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 1 } })
    const [first] = setup.cluster.pods
    const { sparkAppId } = setup.job
    await run(setup, 1)
    await setup.submit()
    expect(setup.job).toMatchObject({ state: 'RETRYING' })
    setup.clock.advance(10_000)
    await setup.deliver()
    const [second, ...others] = setup.cluster.pods
    expect(others).toEqual([])
    expect(second?.metadata?.uid).not.toBe(first?.metadata?.uid)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2, driver: { uid: second?.metadata?.uid } })
    expect(setup.job.sparkAppId).not.toBe(sparkAppId)
  })

  it('is tried again as often as its budget says', async () => {
    const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 2 } })
    for (const wait of [10_000, 20_000]) {
      await run(setup, 1)
      setup.clock.advance(wait)
      await setup.deliver()
    }
    await run(setup, 1)
    expect(setup.job).toMatchObject({ state: 'FAILED', attempt: 3, retries: { runFailures: 2 } })
    const states = ['ACCEPTED', 'SUBMITTED', 'RUNNING', 'RETRYING', 'SUBMITTED', 'RUNNING', 'RETRYING', 'SUBMITTED']
    expect(setup.announcer.states).toEqual([...states, 'RUNNING', 'FAILED'])
  })

  it('may have a pod name of its own choice in each attempt', async () => {
    const conf = { 'spark.kubernetes.driver.pod.name': 'mine' }
    const setup = await submitted({ conf, restartPolicy: { type: 'OnFailure', runFailures: 1 } })
    await run(setup, 1)
    setup.clock.advance(10_000)
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2, driver: { name: 'mine' } })
  })

  it('takes the copies that are staged, though the originals are gone', async () => {
    const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 1 } })
    await setup.objects.deleteAll('drop', ['team-a/pi.jar'])
    await run(setup, 1)
    setup.clock.advance(10_000)
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
    expect(setup.objects.copies).toHaveLength(1)
  })

  it('because the cluster ended it has a budget of its own', async () => {
    const setup = await submitted({ restartPolicy: { preemptions: 1 } })
    for (const attempt of [1, 2]) {
      expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt })
      setup.kubelet(terminated(143))
      setup.cluster.updatePod('team-a', setup.job.driver?.name ?? '', ({ status }) => {
        Object.assign(status ?? {}, {
          conditions: [condition('DisruptionTarget', 'True', { reason: 'DeletionByTaintManager' })],
        })
      })
      await setup.forward()
      setup.clock.advance(10_000)
      await setup.deliver()
    }
    expect(setup.job).toMatchObject({
      state: 'FAILED',
      reason: 'PREEMPTED',
      retries: { preemptions: 1, runFailures: 0 },
    })
  })

  it('of an Always job does not let its record grow without end', async () => {
    const setup = await submitted({ restartPolicy: { type: 'Always', maxBackoffSeconds: 10 } })
    for (let n = 0; n < 60; n++) {
      await run(setup, n % 2)
      setup.clock.advance(10_000)
      await setup.deliver()
    }
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 61 })
    expect(setup.job.history.length).toBeLessThanOrEqual(50)
    expect(setup.announcer.states).toHaveLength(2 + 60 * 3)
    expect(setup.cluster.pods).toHaveLength(1)
  })
})

describe('a restart', () => {
  it('is paid for by the budget for what the cluster did, and when that is used up as a run that failed', () => {
    const onFailure = policy({ type: 'OnFailure', runFailures: 1, preemptions: 1 })
    const first = restartAfter(onFailure, none, 'FAILED', 'PREEMPTED')
    expect(first?.retries).toMatchObject({ preemptions: 1, runFailures: 0 })
    const second = first && restartAfter(onFailure, first.retries, 'FAILED', 'PREEMPTED')
    expect(second?.retries).toMatchObject({ preemptions: 1, runFailures: 1 })
    expect(second && restartAfter(onFailure, second.retries, 'FAILED', 'PREEMPTED')).toBeUndefined()
  })

  it('follows a good end only where the policy is Always, and forgets the failures before it', () => {
    const used = { ...none, runFailures: 7 }
    expect(restartAfter(policy({ type: 'OnFailure', runFailures: 9 }), used, 'SUCCEEDED')).toBeUndefined()
    expect(restartAfter(policy({ type: 'Always' }), used, 'SUCCEEDED')).toMatchObject({
      retries: { runFailures: 0 },
      delaySeconds: 10,
    })
  })

  it.each(['KILLED', 'REJECTED'] as const)('never follows %s', (state) => {
    expect(restartAfter(policy({ type: 'Always', preemptions: 9 }), none, state, 'CANCELLED')).toBeUndefined()
  })

  it('is waited for at least as long as the one before, and never longer than the longest wait', () => {
    const wait = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(wait, wait, fc.integer({ min: 1, max: 5_000 }), (first, longest, n) => {
        const given = policy({ backoffSeconds: first, maxBackoffSeconds: longest })
        const seconds = backoffSeconds(given, n)
        expect(seconds).toBeLessThanOrEqual(longest)
        expect(seconds).toBeGreaterThanOrEqual(Math.min(first, longest))
        expect(backoffSeconds(given, n + 1)).toBeGreaterThanOrEqual(seconds)
      }),
    )
  })
})
