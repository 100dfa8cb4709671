import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import type { PodEventRecord } from '../../../lib/jobs/classify/pod-event-record.ts'
import { condition, type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const classify = (pod: DriverPodOptions, type: 'MODIFIED' | 'DELETED' = 'MODIFIED', events?: PodEventRecord[]) =>
  classifyDriver({ type, pod: driverPod(pod), events })

const BEFORE_END = '2026-11-20T10:00:50Z'
const AFTER_END = '2026-11-20T10:01:30Z'
const disrupted = (reason: string, lastTransitionTime = BEFORE_END) => [
  condition('DisruptionTarget', 'True', { reason, message: 'because', lastTransitionTime }),
]

describe('a driver pod that was disrupted', () => {
  it.each([
    'PreemptionByScheduler',
    'EvictionByEvictionAPI',
    'DeletionByTaintManager',
    'DeletionByPodGC',
    'TerminationByKubelet',
    'SomethingNew',
  ])('was preempted, whatever its exit code: %s', (reason) => {
    for (const exitCode of [0, 1, 137, 143]) {
      const verdict = classify({ driver: terminated(exitCode), status: { conditions: disrupted(reason) } })
      expect(verdict).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED', exitCode })
      expect(verdict.message).toContain('node-1')
    }
  })

  it('runs until it has ended, and is said to be about to', () => {
    const verdict = classify({ driver: running(), status: { conditions: disrupted('EvictionByEvictionAPI') } })
    expect(verdict).toEqual({ state: 'RUNNING', message: 'about to be ended: because', terminal: false })
  })

  it('after the driver had ended keeps the verdict of its exit code', () => {
    const conditions = disrupted('EvictionByEvictionAPI', AFTER_END)
    expect(classify({ driver: terminated(0), status: { conditions } })).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('and whose node is gone is not waited for: the pod failed without the container having ended', () => {
    const status = { phase: 'Failed', conditions: disrupted('DeletionByPodGC') }
    expect(classify({ driver: running(), status })).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED' })
  })
})

describe('a driver pod that its kubelet ended', () => {
  const failed = (reason: string) => ({ phase: 'Failed', reason, message: 'the kubelet says why' })

  it.each([
    ['Evicted', 'PREEMPTED'],
    ['Terminated', 'PREEMPTED'],
    ['NodeShutdown', 'PREEMPTED'],
    ['Preempting', 'PREEMPTED'],
    ['DeadlineExceeded', 'TIMEOUT'],
    ['NodeLost', 'LOST'],
  ])('%s: %s', (podReason, reason) => {
    const verdict = classify({ driver: terminated(137), status: failed(podReason) })
    expect(verdict).toMatchObject({ state: 'FAILED', reason, exitCode: 137 })
    expect(verdict.message).toContain('the kubelet says why')
    expect(classify({ driver: waiting(), status: failed(podReason) })).toMatchObject({ state: 'FAILED', reason })
  })

  it('did not succeed by ending well when it was told to stop', () => {
    expect(classify({ driver: terminated(0), status: failed('DeadlineExceeded') })).toMatchObject({ reason: 'TIMEOUT' })
  })

  it('after the driver had ended, while a sidecar went on, keeps the verdict of its exit code', () => {
    const beside = { proxy: terminated(137, { finishedAt: AFTER_END }) }
    const pod = { driver: terminated(0), beside, status: failed('DeadlineExceeded') }
    expect(classify(pod)).toMatchObject({ state: 'SUCCEEDED' })
  })

  it.each([
    ['OutOfcpu', 'UNSCHEDULABLE'],
    ['NodeAffinity', 'UNSCHEDULABLE'],
    ['UnexpectedAdmissionError', 'UNSCHEDULABLE'],
    ['SysctlForbidden', 'CONFIG'],
  ])('by refusing it: %s: %s', (podReason, reason) => {
    expect(classify({ status: failed(podReason) })).toMatchObject({ state: 'FAILED', reason })
  })

  it('for a cause that is not known leaves the exit code to decide', () => {
    const verdict = classify({ driver: terminated(2), status: failed('SomethingNew') })
    expect(verdict).toMatchObject({ reason: 'USER_CODE', exitCode: 2 })
  })

  it('without a word is lost', () => {
    const verdict = classify({ driver: running(), status: { phase: 'Failed' } })
    expect(verdict).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })
})

describe('a driver pod that was deleted', () => {
  /** As while it has its grace period: the time lies in the future by that much. */
  const asked = (deletionTimestamp: string) => ({ deletionTimestamp, deletionGracePeriodSeconds: 30 })
  /** As when the kubelet lets it go. */
  const released = (deletionTimestamp: string) => ({ deletionTimestamp, deletionGracePeriodSeconds: 0 })

  it.each([0, 1, 137, 143])('while the driver ran was killed, whatever its exit code (%i)', (exitCode) => {
    const verdict = classify({ driver: terminated(exitCode), metadata: asked('2026-11-20T10:01:20Z') })
    expect(verdict).toMatchObject({ state: 'KILLED', reason: 'CANCELLED', exitCode })
    const gone = classify({ driver: terminated(exitCode), metadata: released('2026-11-20T10:01:01Z') }, 'DELETED')
    expect(gone).toMatchObject({ state: 'KILLED', reason: 'CANCELLED', exitCode })
  })

  it('runs until the driver has ended', () => {
    const verdict = classify({ driver: running(), metadata: asked('2026-11-20T10:01:20Z') })
    expect(verdict).toEqual({ state: 'RUNNING', message: 'the driver pod is being deleted', terminal: false })
  })

  it('with force, so that nobody saw the driver end, was killed too', () => {
    const verdict = classify({ driver: running(), metadata: released(AFTER_END) }, 'DELETED')
    expect(verdict).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    expect(verdict.message).toContain('while the driver ran')
  })

  it('and that nothing keeps any longer is gone, whether or not a watch has said so', () => {
    const pod = { driver: running(), metadata: released(AFTER_END) }
    expect(classify(pod)).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    const kept = { ...pod, metadata: { ...pod.metadata, finalizers: ['example.com/keep'] } }
    expect(classify(kept)).toMatchObject({ state: 'RUNNING' })
  })

  it('before it started was killed, and is said not to have started', () => {
    const verdict = classify({ driver: waiting('ImagePullBackOff'), metadata: released(AFTER_END) }, 'DELETED')
    expect(verdict).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    expect(verdict.message).toContain('before the driver started')
  })

  it('while an init container was stopped has no exit code, as no driver ran', () => {
    const pod = { driver: waiting('PodInitializing'), init: { fetch: terminated(143) }, status: { phase: 'Failed' } }
    const verdict = classify({ ...pod, metadata: released('2026-11-20T10:01:01Z') }, 'DELETED')
    expect(verdict).toMatchObject({ state: 'KILLED', message: expect.stringContaining('before the driver started') })
    expect(verdict).not.toHaveProperty('exitCode')
  })

  it('before it started was killed where the kubelet makes up an exit code for it', () => {
    const driver = terminated(137, { reason: 'ContainerStatusUnknown', startedAt: null, finishedAt: null })
    expect(classify({ driver, metadata: asked(AFTER_END) })).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
  })

  it.each([asked('2026-11-20T10:02:00Z'), released(AFTER_END)])('after the end keeps its verdict (%j)', (metadata) => {
    expect(classify({ driver: terminated(0), metadata }, 'DELETED')).toMatchObject({ state: 'SUCCEEDED' })
    expect(classify({ driver: terminated(1), metadata }, 'DELETED')).toMatchObject({ reason: 'USER_CODE' })
    const init = { fetch: terminated(4) }
    const failedInit = classify({ driver: waiting('PodInitializing'), init, metadata, status: { phase: 'Failed' } })
    expect(failedInit).toMatchObject({ state: 'FAILED', reason: 'CONFIG' })
  })

  it('was killed where an event says that the kubelet stopped the driver, however long it took to go', () => {
    const killing = (container: string): PodEventRecord => ({
      reason: 'Killing',
      involvedObject: { fieldPath: `spec.containers{${container}}` },
    })
    const pod = { driver: terminated(0), metadata: released(AFTER_END) }
    expect(classify(pod, 'DELETED', [killing('spark-kubernetes-driver')])).toMatchObject({ state: 'KILLED' })
    expect(classify(pod, 'DELETED', [killing('proxy')])).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('just after it had run out of memory keeps that verdict: nobody stopped it', () => {
    const driver = terminated(137, { reason: 'OOMKilled' })
    const pod = { driver, metadata: released('2026-11-20T10:01:01Z') }
    expect(classify(pod, 'DELETED')).toMatchObject({ state: 'FAILED', reason: 'OOM' })
  })

  it('by an eviction was preempted', () => {
    const status = { conditions: disrupted('EvictionByEvictionAPI') }
    const pod = { driver: terminated(143), metadata: released('2026-11-20T10:01:01Z'), status }
    expect(classify(pod, 'DELETED')).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED' })
  })

  it('unseen is lost: it is gone, never was to be deleted, and had not ended', () => {
    expect(classify({ driver: running() }, 'DELETED')).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })

  it('unseen after its end keeps its verdict', () => {
    expect(classify({ driver: terminated(0) }, 'DELETED')).toMatchObject({ state: 'SUCCEEDED' })
  })
})
