import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import type { ContainerState } from '../../../lib/jobs/classify/driver-containers.ts'
import { type DriverPodOptions, driverPod, terminated, waiting } from '../../builders/driver-pod.ts'

const classify = (pod: DriverPodOptions) => classifyDriver({ type: 'MODIFIED', pod: driverPod(pod) })

const restarting = (driver: ContainerState, restartPolicy = 'OnFailure', more: DriverPodOptions = {}) =>
  classify({ driver, spec: { restartPolicy }, ...more, status: { phase: 'Running', ...more.status } })

const backingOff = (lastState: ContainerState): DriverPodOptions => ({
  spec: { restartPolicy: 'OnFailure' },
  status: {
    phase: 'Running',
    containerStatuses: [
      { name: 'spark-kubernetes-driver', state: waiting('CrashLoopBackOff', 'back-off 10s'), lastState },
    ],
  },
})

describe('a driver whose pod starts it again', () => {
  it('runs on after a failure, and says how that was', () => {
    const verdict = restarting(terminated(1))
    expect(verdict).toMatchObject({ state: 'RUNNING', reason: 'USER_CODE', terminal: false })
    expect(verdict.message).toMatch(/^tried again by its pod \(restartPolicy OnFailure\): .*exit code 1/)
  })

  it('runs on while it waits to be started again', () => {
    expect(classify(backingOff(terminated(137, { reason: 'OOMKilled' })))).toMatchObject({
      state: 'RUNNING',
      reason: 'OOM',
    })
  })

  it('has not started yet where its program never did', () => {
    const never = terminated(128, { reason: 'StartError', message: 'exec: "/no/such"' })
    expect(classify(backingOff(never))).toMatchObject({ state: 'SUBMITTED', reason: 'CONFIG' })
  })

  it('succeeded with exit code 0, unless its pod starts it again even then', () => {
    expect(restarting(terminated(0), 'OnFailure')).toMatchObject({ state: 'SUCCEEDED' })
    expect(restarting(terminated(0), 'Always')).toMatchObject({ state: 'RUNNING', terminal: false })
  })

  it('has ended where nobody starts it again: the pod has failed, or is to be deleted, or its policy is Never', () => {
    expect(restarting(terminated(1), 'Always', { status: { phase: 'Failed' } })).toMatchObject({ state: 'FAILED' })
    const metadata = { deletionTimestamp: '2026-11-20T10:05:00Z', deletionGracePeriodSeconds: 30 }
    expect(restarting(terminated(1), 'Always', { metadata })).toMatchObject({ state: 'FAILED', reason: 'USER_CODE' })
    expect(restarting(terminated(1), 'Never')).toMatchObject({ state: 'FAILED', reason: 'USER_CODE' })
  })
})

describe('a driver whose container its kubelet finds gone', () => {
  const gone = (more: DriverPodOptions = {}): DriverPodOptions => {
    const lastState = terminated(137, { reason: 'ContainerStatusUnknown', startedAt: null, finishedAt: null })
    const pod = backingOff(lastState)
    return { ...pod, spec: { restartPolicy: 'Never' }, ...more, status: { ...pod.status, ...more.status } }
  }

  it('has not gone back to waiting', () => {
    expect(classify(gone())).toMatchObject({ state: 'RUNNING', terminal: false })
  })

  it('was killed while it ran where its pod was deleted, and ended by what ended its pod', () => {
    const metadata = { deletionTimestamp: '2026-11-20T10:05:00Z', deletionGracePeriodSeconds: 0 }
    const verdict = classify(gone({ metadata }))
    expect(verdict).toMatchObject({ state: 'KILLED', message: expect.stringContaining('while the driver ran') })
    const status = { phase: 'Failed', reason: 'Evicted' }
    expect(classify(gone({ status }))).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED' })
  })
})
