import { describe, expect, it } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import { Crash, CrashPoint } from '../fakes/crash.ts'
import { AN_EARLIER_POD, HOLDS, objectsOfOne, SubmitSetup } from './submit-setup.ts'

const AWAITS_AT_MOST = 40

/** Delivers with a crash at this call; false where the delivery came through without reaching it. */
const deliver = async (setup: SubmitSetup, at: number, when: 'before' | 'after'): Promise<boolean> => {
  const crash = new CrashPoint(at, when)
  await setup.submit(undefined, crash).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error
  })
  return crash.reached
}

const expectOneDriver = (setup: SubmitSetup, job: Job): void => {
  const [pod, ...others] = setup.cluster.pods
  expect(others).toEqual([])
  expect(job).toMatchObject({ state: 'SUBMITTED', driver: { uid: pod?.metadata?.uid } })
  expect(pod?.spec).not.toHaveProperty('schedulingGates')
  expect([...setup.started]).toEqual([pod?.metadata?.uid])
  const owners = setup.cluster.objects().map(({ metadata }) => metadata?.ownerReferences?.[0]?.uid)
  expect(owners.filter((uid) => uid !== AN_EARLIER_POD)).toEqual([pod?.metadata?.uid, pod?.metadata?.uid])
  expect([...new Set(setup.announcer.states)]).toEqual(['ACCEPTED', 'SUBMITTED'])
}

const left = await objectsOfOne('gate')

const CASES = (['before', 'after'] as const).flatMap((when) =>
  HOLDS.flatMap((heldBy) => [
    { when, heldBy, leftovers: false, where: 'nothing' },
    { when, heldBy, leftovers: true, where: "an earlier pod's service and configmap" },
  ]),
)

describe.each(CASES)('a submission held by its $heldBy, where $where is left, that dies $when any await', (given) => {
  const start = async (): Promise<SubmitSetup> => {
    const setup = new SubmitSetup(given.heldBy)
    if (given.leftovers) await setup.leaveBehind(left)
    return setup
  }

  it('is made good by the next delivery: one driver, with all it owns, and no orphan', async () => {
    let at = 1
    for (; at < AWAITS_AT_MOST; at++) {
      const setup = await start()
      const died = await deliver(setup, at, given.when)
      expectOneDriver(setup, await setup.submit())
      if (!died) break
    }
    expect(at).toBeGreaterThan(10)
    expect(at).toBeLessThan(AWAITS_AT_MOST)
  })

  it('and whose second delivery dies anywhere too, is made good by the third', async () => {
    for (let first = 1; first < AWAITS_AT_MOST; first++)
      for (let second = 1; second < AWAITS_AT_MOST; second++) {
        const setup = await start()
        const died = await deliver(setup, first, given.when)
        const diedAgain = await deliver(setup, second, given.when === 'before' ? 'after' : 'before')
        expectOneDriver(setup, await setup.submit())
        if (!died) return
        if (!diedAgain) break
      }
  })

  it.each([true, false])(
    'never runs a second driver where the first was deleted (garbage collected: %s)',
    async (gc) => {
      for (let at = 1; at < AWAITS_AT_MOST; at++) {
        const setup = await start()
        setup.cluster.collectsGarbage = gc
        const died = await deliver(setup, at, given.when)
        for (const { metadata } of setup.cluster.pods) setup.cluster.removePod('team-a', metadata?.name ?? '')
        await setup.submit()
        await setup.submit()
        expect(setup.started.size).toBeLessThanOrEqual(1)
        if (!died) break
      }
    },
  )

  it('never runs a second driver where a slower delivery comes when the first has been and gone', async () => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const setup = await start()
      setup.cluster.collectsGarbage = false
      const crash = new CrashPoint(at, given.when)
      let overtaken = false
      setup.cluster.beforeCommit = async ({ method }) => {
        setup.startDrivers()
        if (method !== 'createPod' || overtaken) return
        overtaken = true
        const { driver } = await setup.submit()
        setup.startDrivers()
        setup.cluster.removePod('team-a', driver?.name ?? '')
      }
      await setup.submit(undefined, crash).catch(() => undefined)
      setup.startDrivers()
      await setup.submit().catch(() => undefined)
      expect(setup.started.size).toBeLessThanOrEqual(1)
      if (!crash.reached) break
    }
  })
})
