import { describe, expect, it } from 'vitest'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { type ExecutorPodsSnapshot, ExecutorPodsSnapshotsStore } from '../../lib/scheduler/snapshots-store.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { executorPodOf } from './executor-specs.ts'
import { SimulatedTime } from './simulated-time.ts'

const podOf = (id: number, phase = 'Pending', uid = `uid-${id}`): Pod => {
  const pod = executorPodOf(id)
  return { ...pod, metadata: { ...pod.metadata, uid }, status: { phase } }
}

function setUp(intervalMs = 0) {
  const time = new SimulatedTime()
  const check = { checkAllContainers: true, containerName: 'c' }
  const store = new ExecutorPodsSnapshotsStore({ clock: time, timers: time, log: silentLog, check })
  const snapshots: ExecutorPodsSnapshot[] = []
  store.addSubscriber(intervalMs, (snapshot) => snapshots.push(snapshot))
  const told = () => snapshots.flatMap(({ changes }) => changes.map(({ id, phase }) => `${id} ${phase}`))
  return { time, store, snapshots, told }
}

describe('the store of snapshots', () => {
  it('tells a subscriber all that passed since its last turn, in order', async () => {
    const { time, store, snapshots, told } = setUp(1_000)
    store.updatePod(podOf(1))
    store.updatePod(podOf(1, 'Running'))
    store.removePod(podOf(1, 'Running'))
    expect(snapshots).toEqual([])
    await time.advance(1_000)
    expect(told()).toEqual(['1 pending', '1 running', '1 deleted'])
    await time.advance(1_000)
    expect(snapshots).toHaveLength(2)
    store.stop()
  })

  it('says of a pod that a list lacks that it is gone', async () => {
    const { time, store, told } = setUp()
    store.updatePod(podOf(1))
    store.updatePod(podOf(2))
    await time.advance(10)
    store.replaceSnapshot([podOf(2)], time.monotonic())
    expect([...store.pods.keys()]).toEqual([2])
    expect(told()).toContain('1 deleted')
  })

  it('learns nothing from a list about pods that were seen after it was begun', async () => {
    const { time, store } = setUp()
    const since = time.monotonic()
    await time.advance(10)
    store.updatePod(podOf(1, 'Running'))
    store.updatePod(podOf(2))
    store.removePod(podOf(2))
    store.replaceSnapshot([podOf(1, 'Pending'), podOf(2)], since)
    store.replaceSnapshot([], since)
    expect(Array.from(store.pods.values(), ({ id, phase }) => [id, phase])).toEqual([[1, 'running']])
  })

  it('takes what was created only where nothing newer was seen of it', () => {
    const { store } = setUp()
    store.updatePod(podOf(1, 'Running'))
    store.createdPod(podOf(1, 'Pending'))
    expect(store.pods.get(1)?.phase).toBe('running')
  })

  it('goes on where a subscriber throws', () => {
    const { store, told } = setUp()
    store.addSubscriber(0, () => {
      throw new Error('no')
    })
    store.updatePod(podOf(1))
    expect(told()).toEqual(['1 pending'])
  })
})
