import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { bareImage } from './bare-image.ts'
import { NodeUnderTest } from './node-under-test.ts'

const recordings = new URL('../../../../shared/oracle/pod-events/', import.meta.url)
const present = existsSync(recordings)
if (!present)
  console.warn(`recorded pods are not at ${recordings.pathname}: they are not compared with the pod runner's`)

/** Those whose end does not hang on limits, a scheduler's capacity, or signals to process 1 of a process namespace. */
const COMPARED = [
  '001-success',
  '002-exit-1',
  '007-secret-env-missing',
  '008-configmap-volume-missing',
  '013-init-fails',
  '014-sidecar-outlives-success',
  '019-termination-message',
  '020-message-from-log',
]

const versions = (name: string): Pod[] =>
  readFileSync(new URL(`${name}/watch.jsonl`, recordings), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).object)

/** What a status says, without times, addresses and identifiers. */
const essence = ({ status }: Pod) => ({
  phase: status?.phase,
  conditions: Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status: state, reason, message }) => [type, [state, reason, message]]),
  ),
  containers: [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map(
    ({ name, ready, started, restartCount, state }) => ({
      name,
      ready,
      started,
      restartCount,
      running: state?.running !== undefined,
      waiting: state?.waiting,
      terminated: state?.terminated && {
        exitCode: state.terminated.exitCode,
        reason: state.terminated.reason,
        message: state.terminated.message,
      },
    }),
  ),
})

describe.skipIf(!present)('a pod that lived on a real kubelet', () => {
  let node: NodeUnderTest
  beforeAll(async () => {
    node = await NodeUnderTest.start({ images: { 'spark:4.1.4': bareImage() } })
  })
  afterAll(() => node.stop())

  it.concurrent.each(COMPARED)('ends in the same status here: %s', async (name) => {
    const pod = JSON.parse(readFileSync(new URL(`${name}/pod.json`, recordings), 'utf8')) as Pod
    const expected = essence(versions(name).at(-1) as Pod)
    const podName = pod.metadata?.name ?? ''
    await node.create({ ...pod, metadata: { ...pod.metadata, namespace: 'default' } })
    const same = await node.pod(podName, (seen) => isDeepStrictEqual(essence(seen), expected))
    expect(essence(same)).toEqual(expected)
  })
})
