import { describe, expect, it } from 'vitest'
import { podReport } from '../../../../images/driver/scheduler/pod-report.ts'
import type { Pod } from '../../../../lib/ports/kubernetes-types.ts'
import { deletedPod, executorPod } from '../../../../lib/scheduler/executor-pod.ts'
import { executorPodOf } from '../../../scheduler/executor-specs.ts'

const CHECK = { checkAllContainers: false, containerName: 'spark-kubernetes-executor' }

const terminated = (exitCode: number, reason?: string) => [
  {
    name: CHECK.containerName,
    image: 'spark',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { terminated: { exitCode, ...(reason === undefined ? {} : { reason }) } },
  },
]

const seen = (status: Pod['status'], deletionTimestamp?: string) => {
  const pod = executorPodOf(7, 2)
  const metadata = { ...pod.metadata, uid: 'u', ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) }
  const whole = { ...pod, metadata, status } as Pod
  const executor = executorPod(whole, CHECK)
  if (executor === undefined) throw new Error('not an executor')
  return { executor, whole }
}

describe('what the JVM is told of a pod', () => {
  it('is little for one that lives', () => {
    const { executor } = seen({ phase: 'Running', podIP: '10.0.0.1' })
    expect(podReport(executor)).toEqual({
      id: 7,
      profile: 2,
      name: executorPodOf(7).metadata?.name,
      leaving: false,
      status: { phase: 'Running' },
    })
  })

  it('is, for one that ended, why in the API server’s words', () => {
    const status = {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'low on memory',
      containerStatuses: terminated(137, 'OOMKilled'),
    }
    const { executor } = seen({ ...status, podIP: '10.0.0.1', qosClass: 'Burstable' })
    expect(podReport(executor)).toMatchObject({ leaving: false, status })
    expect(podReport(executor).status).toEqual(status)
  })

  it('keeps the phase of a pod that runs on without its executor, for Spark to look at the containers', () => {
    const { executor } = seen({ phase: 'Running', containerStatuses: terminated(1) })
    expect(podReport(executor).status).toMatchObject({ phase: 'Running', containerStatuses: terminated(1) })
  })

  it('says of one that is deleted before it ran that it leaves', () => {
    const { executor } = seen({ phase: 'Pending' }, '2026-01-01T00:00:00Z')
    expect(podReport(executor)).toMatchObject({ leaving: true, status: { phase: 'Pending' } })
  })

  it('has no phase for one that is gone, so that Spark does not take it for one that runs, but its exit code', () => {
    const { executor, whole } = seen({ phase: 'Running', containerStatuses: terminated(143) })
    const gone = podReport(deletedPod(executor, whole))
    expect(gone).toMatchObject({ leaving: true, status: { containerStatuses: terminated(143) } })
    expect(gone.status).not.toHaveProperty('phase')
  })
})
