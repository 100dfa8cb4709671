import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import type { PodEventRecord } from '../../../lib/jobs/classify/pod-event-record.ts'
import { condition, type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const classify = (pod: DriverPodOptions, events?: PodEventRecord[]) =>
  classifyDriver({ type: 'ADDED', pod: driverPod(pod), events })

const submitted = (reason: string, message: string) => ({ state: 'SUBMITTED', reason, message, terminal: false })

describe('a driver pod whose driver has not started', () => {
  it.each<[string, DriverPodOptions]>([
    ['seen by nobody', {}],
    ['without any status', { status: {} }],
    ['its container being made', { driver: waiting('ContainerCreating') }],
    ['init containers at work', { driver: waiting('PodInitializing'), init: { fetch: running() } }],
  ])('is SUBMITTED and nothing is wrong: %s', (_, pod) => {
    expect(classify(pod)).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it.each([
    ['ErrImagePull', 'IMAGE'],
    ['ImagePullBackOff', 'IMAGE'],
    ['ErrImageNeverPull', 'IMAGE'],
    ['InvalidImageName', 'IMAGE'],
    ['CreateContainerConfigError', 'CONFIG'],
    ['CreateContainerError', 'CONFIG'],
    ['RunContainerError', 'CONFIG'],
  ])('says what holds it: %s: %s', (waitingReason, reason) => {
    const verdict = classify({ driver: waiting(waitingReason, 'not there') })
    expect(verdict).toEqual(submitted(reason, `${waitingReason}: not there`))
  })

  it('names the init container that holds it', () => {
    const verdict = classify({ driver: waiting('PodInitializing'), init: { fetch: waiting('ImagePullBackOff', 'no') } })
    expect(verdict).toEqual(submitted('IMAGE', 'container fetch: ImagePullBackOff: no'))
  })

  it('is not held by a container beside it', () => {
    const verdict = classify({ driver: waiting(), beside: { proxy: waiting('ErrImagePull') } })
    expect(verdict).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it('is unschedulable with what the scheduler says', () => {
    const message = '0/1 nodes are available: 1 Insufficient cpu.'
    const conditions = [condition('PodScheduled', 'False', { reason: 'Unschedulable', message })]
    expect(classify({ status: { conditions } })).toEqual(submitted('UNSCHEDULABLE', message))
  })

  it('behind our own scheduling gate waits for its resources, and nothing is wrong', () => {
    const conditions = [condition('PodScheduled', 'False', { reason: 'SchedulingGated', message: 'gates' })]
    const schedulingGates = [{ name: 'sparkdrop.dev/resources' }]
    expect(classify({ spec: { schedulingGates }, status: { conditions } })).toEqual({
      state: 'SUBMITTED',
      message: "the driver's resources are being created (scheduling gate sparkdrop.dev/resources)",
      terminal: false,
    })
  })

  it.each([
    ['example.com/hold', 'UNSCHEDULABLE'],
    ['kueue.x-k8s.io/admission', 'QUOTA'],
  ])('behind the gate %s of another is held back: %s', (gate, reason) => {
    const schedulingGates = [{ name: 'sparkdrop.dev/resources' }, { name: gate }]
    const message = `held back by scheduling gate ${gate}: whoever set it must remove it`
    expect(classify({ spec: { schedulingGates } })).toEqual(submitted(reason, message))
  })

  it('whose gates are gone is not held back any more, before the scheduler has said anything', () => {
    const conditions = [condition('PodScheduled', 'False', { reason: 'SchedulingGated', message: 'gates' })]
    expect(classify({ status: { conditions } })).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it('on a node that does not report is in doubt, not ended', () => {
    expect(classify({ driver: waiting(), status: { phase: 'Unknown' } })).toMatchObject({
      state: 'SUBMITTED',
      reason: 'LOST',
    })
    expect(classify({ driver: running(), status: { phase: 'Unknown' } })).toMatchObject({
      state: 'RUNNING',
      reason: 'LOST',
    })
  })
})

describe('events about a driver pod that waits', () => {
  const event = (reason: string, minute: number, more: Partial<PodEventRecord> = {}): PodEventRecord => ({
    involvedObject: { uid: driverPod().metadata.uid },
    reason,
    message: `${reason} happened`,
    lastTimestamp: `2026-11-20T10:0${minute}:00Z`,
    ...more,
  })

  it.each([
    ['FailedMount', 'CONFIG'],
    ['FailedAttachVolume', 'CONFIG'],
    ['FailedCreatePodSandBox', 'UNSCHEDULABLE'],
  ])('say what its status does not: %s: %s', (eventReason, reason) => {
    const events = [event('Scheduled', 1), event(eventReason, 2)]
    expect(classify({ driver: waiting() }, events)).toEqual(
      submitted(reason, `${eventReason}: ${eventReason} happened`),
    )
  })

  it('say why it is not scheduled, as long as it is not', () => {
    const events = [event('FailedScheduling', 2)]
    expect(classify({}, events)).toEqual(submitted('UNSCHEDULABLE', 'FailedScheduling: FailedScheduling happened'))
    expect(classify({ driver: waiting() }, events)).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it('do not count where the pod has got further, though nothing newer was said', () => {
    const events = [event('FailedMount', 2)]
    const ready = condition('PodReadyToStartContainers', 'True')
    expect(classify({ driver: waiting(), status: { conditions: [ready] } }, events)).not.toHaveProperty('reason')
    expect(classify({ driver: waiting('PodInitializing'), init: { a: running() } }, events)).not.toHaveProperty(
      'reason',
    )
    const unready = condition('PodReadyToStartContainers', 'False')
    expect(classify({ driver: waiting(), status: { conditions: [unready] } }, events)).toHaveProperty(
      'reason',
      'CONFIG',
    )
  })

  it('count only while nothing newer has happened, in whatever order they come', () => {
    const events = [event('Pulling', 3), event('FailedMount', 2), event('Scheduled', 1)]
    expect(classify({ driver: waiting() }, events)).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it('count though the pod was scheduled later in the same second', () => {
    const events = [event('FailedMount', 2), event('Scheduled', 2, { eventTime: '2026-11-20T10:02:00.7Z' })]
    expect(classify({ driver: waiting() }, events)).toMatchObject({ reason: 'CONFIG' })
  })

  it('tell of a memory limit under which no container can be made', () => {
    const events = [event('FailedCreatePodSandBox', 2, { message: 'container init was OOM-killed' })]
    expect(classify({ driver: waiting() }, events)).toMatchObject({ reason: 'OOM' })
  })

  it('are as new as their newest repetition', () => {
    const series = { lastObservedTime: '2026-11-20T10:05:00.000000Z' }
    const events = [event('FailedMount', 1, { lastTimestamp: null, series }), event('Scheduled', 2)]
    expect(classify({ driver: waiting() }, events)).toMatchObject({ reason: 'CONFIG' })
  })

  it('do not count where they are about a former pod of the name', () => {
    const events = [event('FailedMount', 2, { involvedObject: { uid: 'another' } })]
    expect(classify({ driver: waiting() }, events)).toEqual({ state: 'SUBMITTED', terminal: false })
  })

  it('do not go before what the status says', () => {
    const events = [event('FailedMount', 2)]
    expect(classify({ driver: waiting('ErrImagePull') }, events)).toMatchObject({ reason: 'IMAGE' })
  })
})

describe('events about a container of a driver pod that waits', () => {
  const event = (
    reason: string,
    message: string,
    container = 'containers{spark-kubernetes-driver}',
  ): PodEventRecord => ({
    involvedObject: { fieldPath: `spec.${container}` },
    reason,
    message,
  })
  const pod = { driver: waiting('PodInitializing'), init: { fetch: terminated(0) }, beside: { proxy: waiting() } }

  it.each([
    ['Failed', 'Error: ErrImagePull', 'IMAGE'],
    ['Failed', 'Failed to pull image "none:1": not found', 'IMAGE'],
    ['BackOff', 'Back-off pulling image "none:1"', 'IMAGE'],
    ['InspectFailed', "couldn't parse image name", 'IMAGE'],
    ['Failed', 'Error: secret "none" not found', 'CONFIG'],
    ['Failed', 'Error: container has runAsNonRoot and image will run as root', 'CONFIG'],
    ['BackOff', 'Back-off restarting failed container', 'CONFIG'],
  ])('tell before its status does: %s: %s', (eventReason, message, reason) => {
    expect(classify(pod, [event(eventReason, message)])).toEqual(submitted(reason, `${eventReason}: ${message}`))
  })

  it('count for one that has to start before the driver, while it does not', () => {
    const failed = [event('Failed', 'Error: ErrImagePull', 'initContainers{fetch}')]
    expect(classify({ ...pod, init: { fetch: waiting() } }, failed)).toMatchObject({ reason: 'IMAGE' })
    expect(classify({ ...pod, init: { fetch: running() } }, failed)).not.toHaveProperty('reason')
    expect(classify(pod, failed)).not.toHaveProperty('reason')
  })

  it('do not count for one beside it, nor where something newer was said', () => {
    expect(classify(pod, [event('Failed', 'Error: ErrImagePull', 'containers{proxy}')])).not.toHaveProperty('reason')
    const events = [event('Failed', 'Error: ErrImagePull'), event('Pulled', 'Successfully pulled')]
    expect(classify(pod, events)).not.toHaveProperty('reason')
  })
})
