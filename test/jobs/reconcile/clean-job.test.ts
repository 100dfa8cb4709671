import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { running, terminated } from '../../builders/driver-pod.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import { submitted } from '../life/life-setup.ts'

const ended = async (ttl: { podSeconds?: number; stagedSeconds?: number } = {}) => {
  const setup = await submitted({ ttl })
  setup.kubelet(terminated(0))
  await setup.forward()
  return setup
}

describe('what an ended job leaves behind', () => {
  it('is kept as long as the platform says, and then deleted', async () => {
    const setup = await ended()
    await setup.minutes(59)
    expect(setup.objects.keys('staging')).toHaveLength(1)
    await setup.minutes(1)
    expect(setup.objects.keys('staging')).toEqual([])
    expect(setup.cluster.pods).toHaveLength(1)
    setup.clock.advance(23 * 3_600_000)
    await setup.reconcile()
    expect(setup.cluster.pods).toEqual([])
    expect(setup.cluster.objects()).toEqual([])
    expect(setup.job).not.toHaveProperty('dueAt')
    expect(setup.job).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('is kept as long as the job says where it says so', async () => {
    const setup = await ended({ podSeconds: 60, stagedSeconds: 600 })
    await setup.minutes(1)
    expect(setup.cluster.pods).toEqual([])
    expect(setup.objects.keys('staging')).toHaveLength(1)
    await setup.minutes(9)
    expect(setup.objects.keys('staging')).toEqual([])
  })

  it('goes at once with 0 seconds, but for copies that may still be under way', async () => {
    const setup = await ended({ podSeconds: 0, stagedSeconds: 0 })
    await setup.reconcile()
    expect(setup.cluster.pods).toEqual([])
    expect(setup.objects.keys('staging')).toHaveLength(1)
    await setup.minutes(2)
    expect(setup.objects.keys('staging')).toEqual([])
  })

  it('does not include what belongs to others, also a later pod of the same name', async () => {
    const setup = await ended({ podSeconds: 60, stagedSeconds: 60 })
    const { driver } = setup.job
    setup.cluster.removePod('team-a', driver?.name ?? '')
    await setup.cluster.createPod({
      metadata: { namespace: 'team-a', name: driver?.name ?? '' },
      spec: { containers: [] },
    })
    setup.objects.put({ bucket: 'staging', key: 'spark/team-a/spark-upload-other/x.jar' }, 'x')
    await setup.minutes(3)
    expect(setup.cluster.pods).toHaveLength(1)
    expect(setup.objects.keys('staging')).toEqual(['spark/team-a/spark-upload-other/x.jar'])
  })

  it('of a job that is not at its end is nothing', async () => {
    const setup = await submitted({ ttl: { podSeconds: 0, stagedSeconds: 0 } })
    setup.kubelet(running())
    await setup.minutes(10)
    expect(setup.cluster.pods).toHaveLength(1)
    expect(setup.objects.keys('staging')).toHaveLength(1)
  })

  it('is deleted by the next run where the cluster does not answer', async () => {
    const setup = await ended({ podSeconds: 60, stagedSeconds: 120 })
    setup.clock.advance(120_000)
    setup.cluster.failNext('deletePod', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.reconcile()).toMatchObject({ failed: 1 })
    await setup.reconcile()
    expect(setup.cluster.pods).toEqual([])
    expect(setup.objects.keys('staging')).toEqual([])
  })

  it.each(['before', 'after'] as const)(
    'goes in the end though a run dies %s any await, or two come at once',
    async (when) => {
      for (let at = 1; at < 40; at++) {
        const setup = await ended({ podSeconds: 60, stagedSeconds: 120 })
        setup.clock.advance(120_000)
        const crash = new CrashPoint(at, when)
        await setup.reconcile(crash).catch(() => undefined)
        await Promise.all([setup.reconcile(), setup.reconcile()])
        expect(setup.cluster.pods).toEqual([])
        expect(setup.objects.keys('staging')).toEqual([])
        expect(setup.job).not.toHaveProperty('dueAt')
        if (!crash.reached) return
      }
    },
  )
})
