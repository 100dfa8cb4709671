import { describe, expect, it } from 'vitest'
import { InvalidJobError, TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { killJob } from '../../../lib/jobs/kill-job.ts'
import { acceptedJob } from '../../../lib/jobs/new-job.ts'
import { running, terminated } from '../../builders/driver-pod.ts'
import { jobRequest } from '../../builders/job.ts'
import { Crash, CrashPoint } from '../../fakes/crash.ts'
import { LifeSetup, submitted } from './life-setup.ts'

const accepted = async (): Promise<LifeSetup> => {
  const setup = new LifeSetup()
  await setup.store.create(acceptedJob(jobRequest(), '2026-01-01T00:00:00.000Z'))
  return setup
}

describe('a kill', () => {
  it('of a job without a driver is its end at once, and its message makes no driver any more', async () => {
    const setup = await accepted()
    const killed = { state: 'KILLED', reason: 'CANCELLED', message: 'killed by ann' }
    expect(await setup.kill()).toMatchObject(killed)
    expect(await setup.submit()).toMatchObject(killed)
    expect(setup.cluster.pods).toEqual([])
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'KILLED'])
  })

  it('of a job whose driver has not started is its end at once', async () => {
    const setup = await submitted()
    expect(await setup.kill()).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    expect(setup.cluster.pods).toEqual([])
  })

  it('is on record before the pod is deleted, by its uid and with the grace period that was given', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.forward()
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'deletePod') expect(setup.job.stop).toMatchObject({ kind: 'kill', graceSeconds: 7 })
    }
    expect(await setup.kill({ by: 'ann', graceSeconds: 7 })).toMatchObject({ state: 'RUNNING' })
    const [pod] = setup.cluster.pods
    expect(pod?.metadata).toMatchObject({ deletionGracePeriodSeconds: 7 })
    expect(setup.cluster.callsOf('deletePod')[0]?.args[2]).toMatchObject({ uid: pod?.metadata?.uid })
  })

  it.each([
    ['well', terminated(0)],
    ['badly', terminated(1)],
    ['by the signal', terminated(143)],
  ])('of a job that runs makes it KILLED however %s the driver ends, and nothing is tried again', async (_how, end) => {
    const setup = await submitted({ restartPolicy: { type: 'Always' } })
    setup.kubelet(running())
    await setup.forward()
    await setup.kill()
    setup.kubelet(end)
    await setup.forward()
    expect(setup.job).toMatchObject({ state: 'KILLED', reason: 'CANCELLED', message: 'killed by ann', attempt: 1 })
    expect(setup.queue.sent).toEqual([])
  })

  it('of a job whose driver was seen by nobody any more makes it KILLED', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.forward()
    setup.cluster.removePod('team-a', setup.job.driver?.name ?? '')
    expect(await setup.kill()).toMatchObject({ state: 'KILLED' })
  })

  it('stays on record while the cluster does not answer', async () => {
    const setup = await submitted()
    setup.cluster.failNext('getPod', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.kill()).toMatchObject({ state: 'SUBMITTED', stop: { kind: 'kill' } })
    expect(await setup.kill()).toMatchObject({ state: 'KILLED' })
  })

  it('asked again shortens the grace period, and never lengthens it', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.kill({ by: 'ann' })
    await setup.kill({ by: 'bob', graceSeconds: 5 })
    await setup.kill({ by: 'cid', graceSeconds: 60 })
    expect(setup.job.stop).toMatchObject({ message: 'killed by ann', graceSeconds: 5 })
    expect(await setup.kill({ by: 'bob', graceSeconds: 0 }).then(() => setup.cluster.pods)).toEqual([])
  })

  it('of a job that has ended otherwise says so, and of one that was killed changes nothing', async () => {
    const setup = await submitted()
    setup.kubelet(terminated(0))
    await setup.forward()
    await expect(setup.kill()).rejects.toThrow(/has ended \(SUCCEEDED\)/)
    await expect(setup.kill()).rejects.toBeInstanceOf(InvalidJobError)
    const other = await accepted()
    await other.kill()
    const { revision } = other.job
    expect(await other.kill({ by: 'bob' })).toMatchObject({ message: 'killed by ann', revision })
  })

  it('of a job that is not there answers undefined', async () => {
    expect(await killJob(new LifeSetup().life(), 'none', { by: 'ann' })).toBeUndefined()
  })
})

describe('a kill beside a submission', () => {
  it.each(['before', 'after'] as const)(
    'that comes %s any step of it leaves no driver that could run',
    async (when) => {
      for (let at = 1; at < 40; at++) {
        const setup = new LifeSetup()
        let calls = 0
        const kill = async () => {
          if (++calls === at && setup.store.jobs.size > 0) await setup.kill()
        }
        setup.cluster.beforeCommit = when === 'before' ? kill : () => setup.startDrivers()
        setup.cluster.afterCommit = when === 'after' ? kill : () => setup.startDrivers()
        await setup.submit().catch(() => undefined)
        if (calls < at) return
        setup.cluster.beforeCommit = setup.cluster.afterCommit = () => {}
        await setup.submit().catch(() => undefined)
        expect(setup.job).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
        expect(setup.cluster.pods).toEqual([])
      }
      expect.unreachable('a submission has fewer calls than that')
    },
  )

  it.each(['before', 'after'] as const)('that dies %s any of its own steps is done by the next', async (when) => {
    for (let at = 1; at < 40; at++) {
      const setup = await submitted()
      setup.kubelet(running())
      const crash = new CrashPoint(at, when)
      await setup.kill(undefined, crash).catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
      await setup.kill()
      setup.kubelet(terminated(0))
      await setup.forward()
      expect(setup.job).toMatchObject({ state: 'KILLED', message: 'killed by ann' })
      expect([...new Set(setup.announcer.states)]).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'KILLED'])
      if (!crash.reached) return
    }
  })
})
