import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { running, terminated } from '../../builders/driver-pod.ts'
import { jobRequest } from '../../builders/job.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import { LifeSetup, submitted } from './life-setup.ts'

describe('a suspended job', () => {
  it('that was asked for so waits in QUEUED, and runs when it is resumed', async () => {
    const setup = new LifeSetup()
    expect(await setup.submit(jobRequest({ suspend: true }))).toMatchObject({ state: 'QUEUED', suspended: true })
    expect(setup.cluster.pods).toEqual([])
    await setup.resume()
    expect(setup.job).not.toHaveProperty('suspended')
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 1 })
  })

  it('whose driver has not started waits at once, and goes on as a new attempt', async () => {
    const setup = await submitted()
    expect(await setup.suspend()).toMatchObject({ state: 'QUEUED', suspended: true, attempt: 2 })
    await setup.submit()
    expect(setup.cluster.pods).toEqual([])
    await setup.resume()
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
  })

  it('that runs is ended first; its next attempt is counted against no budget', async () => {
    const setup = await submitted({ restartPolicy: { type: 'OnFailure', runFailures: 1 } })
    setup.kubelet(running())
    await setup.forward()
    expect(await setup.suspend()).toMatchObject({ state: 'RUNNING', suspended: true })
    setup.kubelet(terminated(143))
    await setup.forward()
    expect(setup.job).toMatchObject({ state: 'QUEUED', attempt: 2, suspended: true, retries: { runFailures: 0 } })
    expect(setup.job).not.toHaveProperty('dueAt')
    expect(setup.queue.sent).toEqual([])
    await setup.resume()
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
  })

  it('that is resumed before its driver is gone goes on when that is', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.suspend()
    await setup.resume()
    await setup.deliver()
    expect(setup.job).toMatchObject({ attempt: 1 })
    await setup.vanish()
    await setup.deliver()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
  })

  it('whose driver came to a good end before it could be stopped has SUCCEEDED', async () => {
    const setup = await submitted()
    setup.kubelet(terminated(0))
    expect(await setup.suspend()).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('can be killed', async () => {
    const setup = await submitted()
    await setup.suspend()
    expect(await setup.kill()).toMatchObject({ state: 'KILLED' })
    await expect(setup.resume()).rejects.toThrow(/has ended/)
    await expect(setup.suspend()).rejects.toThrow(/has ended/)
  })

  it('cannot be one that is being killed', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.kill()
    await expect(setup.suspend()).rejects.toThrow(/being killed/)
  })

  it('is the same however often it is asked for; so is one that is resumed', async () => {
    const setup = await submitted()
    await setup.suspend()
    const { revision } = setup.job
    expect(await setup.suspend()).toMatchObject({ revision })
    await setup.resume()
    expect(await setup.resume()).toMatchObject({ revision: revision + 1 })
    expect(setup.queue.sent).toHaveLength(1)
  })

  it('stays so where the cluster does not answer, and is ended by who comes next', async () => {
    const setup = await submitted()
    setup.cluster.failNext('deletePod', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.suspend()).toMatchObject({ state: 'SUBMITTED', suspended: true, stop: { kind: 'suspend' } })
    expect(await setup.suspend()).toMatchObject({ state: 'QUEUED', attempt: 2 })
  })

  it.each(['before', 'after'] as const)(
    'whose suspension died %s any await runs once after its resumption',
    async (when) => {
      for (let at = 1; at < 40; at++) {
        const setup = await submitted()
        setup.kubelet(running())
        const crash = new CrashPoint(at, when)
        await setup.suspend(crash).catch(() => undefined)
        await setup.suspend()
        await setup.vanish()
        await setup.resume()
        await setup.deliver()
        expect(setup.job).toMatchObject({ state: 'SUBMITTED', attempt: 2 })
        expect(setup.cluster.pods).toHaveLength(1)
        if (!crash.reached) return
      }
    },
  )
})
