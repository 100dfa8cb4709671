import { describe, expect, it } from 'vitest'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { acceptedJob } from '../../../lib/jobs/new-job.ts'
import { jobRequest } from '../../builders/job.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import { LifeSetup } from '../life/life-setup.ts'
import { type HeldBy, HOLDS } from '../submit-setup.ts'

const AWAITS_AT_MOST = 60
const MINUTE = 60_000

describe.each(HOLDS)('a submission held by its %s that stopped half way', (heldBy: HeldBy) => {
  /** Delivers once, to die there; then only the reconciler is left, and what it queues. */
  const abandoned = async (at: number, when: 'before' | 'after') => {
    const setup = new LifeSetup(heldBy)
    const crash = new CrashPoint(at, when)
    await setup.submit(undefined, crash).catch(() => undefined)
    return { setup, died: crash.reached }
  }

  it.each(['before', 'after'] as const)('%s any await is brought to its end once it is abandoned', async (when) => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const { setup, died } = await abandoned(at, when)
      const [driver] = setup.cluster.pods
      await setup.reconcile()
      expect(setup.queue.sent).toEqual([])
      setup.clock.advance(2 * MINUTE)
      await setup.reconcile()
      await setup.deliver()
      if (driver) {
        expect(setup.job).toMatchObject({ state: 'SUBMITTED' })
        expect([...setup.started]).toEqual([driver.metadata?.uid])
        expect(setup.cluster.objects()).toHaveLength(2)
      }
      if (!died) return
    }
    expect.unreachable('the submission has more awaits than that')
  })

  it.each(['before', 'after'] as const)('%s any await and was killed since leaves nothing', async (when) => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const { setup, died } = await abandoned(at, when)
      if (setup.store.jobs.size === 0) continue
      await setup.kill()
      await setup.minutes(61)
      expect(setup.job).toMatchObject({ state: 'KILLED' })
      expect(setup.cluster.pods).toEqual([])
      expect(setup.objects.keys('staging')).toEqual([])
      if (!died) return
    }
  })

  it('is called SUBMITTED by nobody who only sees its driver wait', async () => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const { setup, died } = await abandoned(at, 'before')
      await setup.reconcile()
      const [job] = setup.store.jobs.values()
      if (job?.state === 'SUBMITTED') expect(setup.started.size).toBe(1)
      if (!died) return
    }
  })

  it('is queued once by two that find it at once, and again when it lies abandoned again', async () => {
    let at = 1
    let { setup } = await abandoned(at, 'after')
    while (setup.cluster.pods.length === 0) setup = (await abandoned(++at, 'after')).setup
    setup.clock.advance(2 * MINUTE)
    const both = await Promise.all([setup.reconcile(), setup.reconcile()])
    expect(both.map(({ repaired }) => repaired).sort()).toEqual([0, 1])
    await setup.reconcile()
    expect(setup.queue.sent).toHaveLength(1)
    setup.clock.advance(2 * MINUTE)
    await setup.reconcile()
    expect(setup.queue.sent).toHaveLength(2)
  })

  it('leaves no driver that lost its job to another and was not deleted for it', async () => {
    const setup = new LifeSetup(heldBy)
    let overtaken = false
    setup.cluster.beforeCommit = async ({ method }) => {
      setup.startDrivers()
      if (method === 'deletePod') throw new TransientError('NO_ANSWER', 'no answer')
      if (method !== 'createPod' || overtaken) return
      overtaken = true
      const { driver } = await setup.submit()
      setup.cluster.removePod('team-a', driver?.name ?? '')
    }
    await setup.submit().catch(() => undefined)
    expect(setup.cluster.pods).toHaveLength(1)
    setup.cluster.beforeCommit = () => setup.startDrivers()
    await setup.cluster.createPod({ metadata: { namespace: 'team-a', name: 'other' }, spec: { containers: [] } })
    setup.clock.advance(2 * MINUTE)
    await setup.reconcile()
    expect(setup.cluster.pods.map(({ metadata }) => metadata?.name)).toEqual(['other'])
    expect(setup.started.size).toBe(1)
  })
})

describe('a job whose message is lost', () => {
  it('is queued again when it has not moved for longer than messages are tried', async () => {
    const setup = new LifeSetup()
    await setup.store.create(acceptedJob(jobRequest(), new Date(setup.clock.now()).toISOString()))
    await setup.minutes(9)
    expect(setup.job).toMatchObject({ state: 'ACCEPTED' })
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED' })
  })

  it('or never comes when it is due is queued again soon after', async () => {
    const setup = new LifeSetup()
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'createPod') throw new TransientError('NO_ANSWER', 'no answer')
    }
    await setup.submit()
    expect(setup.job).toMatchObject({ state: 'QUEUED', reason: 'API_UNAVAILABLE' })
    setup.cluster.beforeCommit = () => {}
    setup.queue.sent.length = 0
    await setup.minutes(1)
    expect(setup.job).toMatchObject({ state: 'SUBMITTED' })
  })
})
