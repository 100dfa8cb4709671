import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type JvmLink, linkToJvm } from '../../../../images/driver/scheduler/jvm-link.ts'
import { type JvmBackend, serveJvm } from '../../../../images/driver/scheduler/serve-jvm.ts'
import type { ResourceProfile } from '../../../../lib/scheduler/resource-profile.ts'
import type { SchedulerLoop } from '../../../../lib/scheduler/scheduler-loop.ts'
import { FakeJvm } from './fake-jvm.ts'
import { startMessage } from './start-message.ts'

const PROFILE: ResourceProfile = { id: 0, executorResources: {}, taskResources: {} }

/** A loop that notes what it is told. */
class FakeLoop implements SchedulerLoop {
  readonly told: unknown[] = []
  onStop = async (): Promise<void> => undefined
  setTargets(targets: ReadonlyMap<ResourceProfile, number>): void {
    this.told.push(['targets', [...targets]])
  }
  setKnown(ids: ReadonlySet<number>): void {
    this.told.push(['known', [...ids]])
  }
  release(): void {
    throw new Error('releasing executors is the JVM’s own business')
  }
  stop(): Promise<void> {
    this.told.push(['stop'])
    return this.onStop()
  }
}

describe('the line between the JVM and the loop', () => {
  let jvm: FakeJvm
  let link: JvmLink
  let loop: FakeLoop
  let backend: JvmBackend | undefined
  beforeEach(async () => {
    jvm = await FakeJvm.listen()
    link = await linkToJvm(jvm.port, 'the token')
    loop = new FakeLoop()
    backend = undefined
    await expect.poll(() => jvm.heard).toEqual([{ token: 'the token' }])
  })
  afterEach(() => jvm.die())

  const serve = (): Promise<void> =>
    serveJvm(link, async (_, given) => {
      backend = given
      return loop
    })

  const started = async (): Promise<{ readonly served: Promise<void>; readonly backend: JvmBackend }> => {
    const served = serve()
    jvm.say(startMessage())
    await expect.poll(() => backend).toBeDefined()
    if (backend === undefined) throw new Error('the loop was not begun')
    return { served, backend }
  }

  it('hands the loop targets and registered executors, and answers pings', async () => {
    const { served } = await started()
    jvm.say({ type: 'targets', targets: [{ profile: PROFILE, count: 3 }] }, { type: 'known', ids: [2, 1] })
    jvm.say({ type: 'ping' })
    await expect.poll(() => jvm.heard.at(-1)).toEqual({ type: 'pong' })
    expect(loop.told).toEqual([
      ['targets', [[PROFILE, 3]]],
      ['known', [2, 1]],
    ])
    jvm.die()
    await served
  })

  it('ends where the JVM is gone, and leaves the executors to the driver pod', async () => {
    const { served } = await started()
    jvm.die()
    await served
    expect(loop.told).toEqual([])
  })

  it('has a deletion wait until the JVM has acknowledged it, while others go on', async () => {
    const { served, backend } = await started()
    const order: string[] = []
    const first = backend.deleting([1, 2]).then(() => order.push('first'))
    const second = backend.deleting([3]).then(() => order.push('second'))
    await expect
      .poll(() => jvm.heard.slice(1))
      .toEqual([
        { type: 'deleting', request: 1, ids: [1, 2] },
        { type: 'deleting', request: 2, ids: [3] },
      ])
    jvm.say({ type: 'acknowledged', request: 2 })
    await second
    jvm.say({ type: 'acknowledged', request: 1 })
    await first
    expect(order).toEqual(['second', 'first'])
    jvm.die()
    await served
  })

  it('lets the loop ask the JVM while it stops, and hangs up when it has', async () => {
    const { served, backend } = await started()
    loop.onStop = () => backend.deleting([7])
    jvm.say({ type: 'stop' })
    await expect.poll(() => jvm.heard.at(-1)).toEqual({ type: 'deleting', request: 1, ids: [7] })
    jvm.say({ type: 'acknowledged', request: 1 })
    await served
    expect(loop.told).toEqual([['stop']])
  })

  it('tells the highest id of the executors that are begun together, once, and why the application cannot go on', async () => {
    const { served, backend } = await started()
    for (const id of [1, 2, 2]) backend.creating(id)
    await Promise.resolve()
    for (const id of [1, 3]) backend.creating(id)
    await Promise.resolve()
    backend.creating(2)
    backend.fail('no more ids')
    await expect
      .poll(() => jvm.heard.slice(1))
      .toEqual([
        { type: 'creating', id: 2 },
        { type: 'creating', id: 3 },
        { type: 'fail', reason: 'no more ids' },
      ])
    jvm.die()
    await served
  })

  it('tells of a quarter more ids than there were, so that a thousand executors take few messages', async () => {
    const { served, backend } = await started()
    for (let id = 1; id <= 1000; id++) {
      backend.creating(id)
      await Promise.resolve()
    }
    backend.fail('that is all')
    await expect.poll(() => jvm.heard.at(-1)).toEqual({ type: 'fail', reason: 'that is all' })
    const told = jvm.heard.flatMap((message) => ('id' in (message as object) ? [(message as { id: number }).id] : []))
    expect(told.slice(0, 8)).toEqual([1, 2, 3, 5, 7, 10, 13, 17])
    expect(told.length).toBeLessThan(30)
    expect(told.at(-1)).toBeGreaterThanOrEqual(1000)
    expect(told.at(-1)).toBeLessThanOrEqual(1250)
    jvm.die()
    await served
  })

  it('breaks where the loop is of no use, and does not say that the application cannot go on', async () => {
    const { served, backend } = await started()
    backend.broken(new Error('cannot build this'))
    backend.fail('executors cannot be built')
    await expect(served).rejects.toThrow('cannot build this')
    await link.end()
    expect(jvm.heard).toEqual([{ token: 'the token' }])
  })

  it('breaks where the JVM says what it does not understand', async () => {
    const served = serve()
    jvm.say({ type: 'sing' })
    await expect(served).rejects.toThrow("the driver's JVM said what is not understood")
  })
})
