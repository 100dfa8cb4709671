import { describe, expect, it } from 'vitest'
import type { ExecutorPod } from '../../lib/scheduler/executor-pod.ts'
import { SchedulerWorld } from './scheduler-world.ts'

const summary = ({ id, phase, deletedBy }: ExecutorPod): string =>
  `${id} ${phase}${deletedBy === undefined ? '' : ' leaving'}`

class RecordingObserver {
  readonly said: string[] = []
  readonly lists: string[][] = []
  changed(pods: readonly ExecutorPod[]): void {
    this.said.push(...pods.map(summary))
  }
  listed(pods: readonly ExecutorPod[]): void {
    this.lists.push(pods.map(summary))
  }
}

async function observed(executors: number) {
  const observer = new RecordingObserver()
  const world = new SchedulerWorld({ deps: { lifecycle: observer } })
  world.ask(0, executors)
  await world.time.advance(5_000)
  return { observer, world, names: [...world.cluster.pods.keys()].toSorted() }
}

describe('an observer beside the loop', () => {
  it('hears nothing of executors that come and run', async () => {
    const { observer, world, names } = await observed(3)
    for (const name of names) world.cluster.run(name)
    await world.time.advance(1_000)
    expect(names).toHaveLength(3)
    expect(observer.said).toEqual([])
    expect(observer.lists).toEqual([[]])
  })

  it('hears of each end as it was, in order, and the loop itself leaves the pod alone', async () => {
    const { observer, world, names } = await observed(2)
    const [first = '', second = ''] = names
    world.cluster.run(first)
    world.cluster.setPhase(first, 'Failed')
    world.cluster.remove(second)
    await world.time.advance(1_000)
    expect(observer.said).toEqual(['1 failed', '2 deleted'])
    expect(world.backend.gone.size).toBe(0)
    world.cluster.remove(first)
    await world.time.advance(1_000)
    expect(observer.said.slice(2)).toEqual(['1 deleted'])
  })

  it('hears of a pending pod that somebody deletes, and not of one that runs until it has ended', async () => {
    const { observer, world, names } = await observed(2)
    const [first = '', second = ''] = names
    world.cluster.run(first)
    world.cluster.leave(first)
    world.cluster.leave(second)
    await world.time.advance(1_000)
    expect(observer.said).toEqual(['2 pending leaving'])
  })

  it('is given all pods there are with every list', async () => {
    const { observer, world, names } = await observed(2)
    world.cluster.run(names[0] ?? '')
    await world.time.advance(30_000)
    expect(observer.lists.slice(1)).toEqual([expect.arrayContaining(['1 running', '2 pending'])])
  })
})
