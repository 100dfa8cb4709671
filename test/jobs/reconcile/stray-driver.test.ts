import { describe, expect, it } from 'vitest'
import { running } from '../../builders/driver-pod.ts'
import { submitted } from '../life/life-setup.ts'

describe('a driver whose job is not in the table', () => {
  it('is neither deleted nor recorded, and told of', async () => {
    const setup = await submitted()
    await setup.submitOther()
    const [first] = setup.store.jobs.keys()
    setup.kubelet(running())
    setup.store.jobs.delete(first ?? '')
    setup.clock.advance(600_000)
    expect(await setup.reconcile()).toMatchObject({ unknown: 1, repaired: 0 })
    expect(setup.cluster.pods).toHaveLength(2)
    expect(setup.store.jobs.has(first ?? '')).toBe(false)
  })

  it('is told of only when nobody can be about to record it', async () => {
    const setup = await submitted()
    await setup.submitOther()
    setup.store.jobs.delete(setup.id)
    expect(await setup.reconcile()).toMatchObject({ unknown: 0 })
  })
})

describe('a driver that its ended job knows', () => {
  it('is left to its time, though something in its pod goes on', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.forward()
    const { revision, ...job } = setup.job
    await setup.store.replace({ ...job, state: 'SUCCEEDED', revision: revision + 1 })
    await setup.submitOther()
    setup.clock.advance(600_000)
    expect(await setup.reconcile()).toMatchObject({ unknown: 0, failed: 0 })
    expect(setup.cluster.pods).toHaveLength(2)
  })
})
