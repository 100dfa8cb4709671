import { describe, expect, it } from 'vitest'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { executorPod } from '../../lib/scheduler/executor-pod.ts'
import { exitReasonOf } from '../../lib/scheduler/exit-reason.ts'
import { executorPodOf } from './executor-specs.ts'

const ALL = { checkAllContainers: true, containerName: 'spark-kubernetes-executor' }
const ONE = { ...ALL, checkAllContainers: false }

/** An executor's pod in a phase, with containers that ended. */
function podIn(phase: string, exitCodes: Readonly<Record<string, number>> = {}, more: object = {}): Pod {
  const containerStatuses = Object.entries(exitCodes).map(([name, exitCode]) => ({
    name,
    state: { terminated: { exitCode } },
  }))
  return { ...executorPodOf(5), status: { phase, containerStatuses, ...more } } as unknown as Pod
}

const phaseOf = (pod: Pod, check = ALL) => executorPod(pod, check)?.phase

describe("an executor's pod", () => {
  it('is in the phase that the API server says', () => {
    for (const phase of ['Pending', 'Running', 'Failed', 'Succeeded', 'Unknown']) {
      expect(phaseOf(podIn(phase))).toBe(phase.toLowerCase())
    }
    expect(phaseOf({ ...executorPodOf(5) })).toBe('unknown')
  })

  it('has failed when one of its containers has, where all are looked at', () => {
    expect(phaseOf(podIn('Running', { sidecar: 3 }))).toBe('failed')
    expect(phaseOf(podIn('Running', { sidecar: 0 }))).toBe('running')
  })

  it('has ended when its executor has, where only that is looked at', () => {
    expect(phaseOf(podIn('Running', { sidecar: 3 }), ONE)).toBe('running')
    expect(phaseOf(podIn('Running', { 'spark-kubernetes-executor': 0 }), ONE)).toBe('succeeded')
    expect(phaseOf(podIn('Running', { 'spark-kubernetes-executor': 1 }), ONE)).toBe('failed')
  })

  it('is none where no number says which executor it is', () => {
    expect(executorPod({ metadata: { name: 'a', labels: { 'spark-exec-id': 'one' } } }, ALL)).toBeUndefined()
  })
})

describe('the reason of an end', () => {
  const reasonOf = (pod: Pod) => {
    const seen = executorPod(pod, ALL)
    if (seen === undefined) throw new Error('no executor')
    return exitReasonOf(seen, ALL.containerName)
  }

  it('says what the exit code of the executor means, whatever the other containers did', () => {
    const reason = reasonOf(podIn('Failed', { sidecar: 1, 'spark-kubernetes-executor': 137 }))
    expect(reason).toMatchObject({ exitCode: 137, causedByApp: true })
    expect(reason.message).toContain('exit code 137 (SIGKILL, perhaps by the kernel for want of memory)')
  })

  it('does not blame an executor that its node evicted', () => {
    const reason = reasonOf(podIn('Failed', {}, { reason: 'Evicted', message: 'low on memory' }))
    expect(reason).toMatchObject({ exitCode: -1, causedByApp: false })
    expect(reason.message).toContain('low on memory')
  })
})
