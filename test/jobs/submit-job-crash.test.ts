import { describe, expect, it } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import { Crash, CrashPoint } from '../fakes/crash.ts'
import { SubmitSetup } from './submit-setup.ts'

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
  expect(new Set(setup.released)).toEqual(new Set([pod?.metadata?.uid]))
  const owners = setup.cluster.objects().map(({ metadata }) => metadata?.ownerReferences?.[0]?.uid)
  expect(owners).toEqual([pod?.metadata?.uid, pod?.metadata?.uid])
  expect([...new Set(setup.announcer.states)]).toEqual(['ACCEPTED', 'SUBMITTED'])
}

const untouched = async (): Promise<SubmitSetup> => new SubmitSetup()

const withLeftovers = async (): Promise<SubmitSetup> => {
  const setup = new SubmitSetup()
  await setup.leaveBehind()
  return setup
}

describe.each([
  { when: 'before', where: 'a namespace', start: untouched },
  { when: 'after', where: 'a namespace', start: untouched },
  { when: 'before', where: 'a namespace with leftovers of an earlier pod', start: withLeftovers },
  { when: 'after', where: 'a namespace with leftovers of an earlier pod', start: withLeftovers },
] as const)('a submission to $where that dies $when any await', ({ when, start }) => {
  it('is made good by the next delivery: one driver, with all it owns, and no orphan', async () => {
    let at = 1
    for (; at < AWAITS_AT_MOST; at++) {
      const setup = await start()
      const died = await deliver(setup, at, when)
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
        const died = await deliver(setup, first, when)
        const diedAgain = await deliver(setup, second, when === 'before' ? 'after' : 'before')
        expectOneDriver(setup, await setup.submit())
        if (!died) return
        if (!diedAgain) break
      }
  })

  it('never runs a second driver where the first was deleted meanwhile', async () => {
    for (let at = 1; at < AWAITS_AT_MOST; at++) {
      const setup = await start()
      const died = await deliver(setup, at, when)
      for (const { metadata } of setup.cluster.pods) setup.cluster.removePod('team-a', metadata?.name ?? '')
      await setup.submit()
      await setup.submit()
      expect(new Set(setup.released).size).toBeLessThanOrEqual(1)
      if (!died) break
    }
  })
})
