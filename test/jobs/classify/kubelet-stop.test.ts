import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import type { PodEventRecord } from '../../../lib/jobs/classify/pod-event-record.ts'
import { type DriverPodOptions, driverPod, terminated } from '../../builders/driver-pod.ts'

const DRIVER = 'spec.containers{spark-kubernetes-driver}'

const event = (reason: string, second: number, fieldPath?: string, message = ''): PodEventRecord => ({
  involvedObject: { uid: driverPod().metadata.uid, ...(fieldPath === undefined ? {} : { fieldPath }) },
  reason,
  message,
  lastTimestamp: `2026-11-20T10:00:${second}Z`,
})

const started = event('Started', 10, DRIVER)
const killing = event('Killing', 58, DRIVER)

const classify = (pod: DriverPodOptions, ...events: PodEventRecord[]) =>
  classifyDriver({ type: 'MODIFIED', pod: driverPod(pod), events })

describe('what the kubelet said when it stopped a driver', () => {
  it.each([
    ['Evicted', 'PREEMPTED', ''],
    ['Preempting', 'PREEMPTED', ''],
    ['FailedPostStartHook', 'CONFIG', 'PostStartHook failed'],
    ['Unhealthy', 'USER_CODE', 'Liveness probe failed: no'],
    ['Unhealthy', 'USER_CODE', 'Startup probe failed: no'],
  ])('goes before its exit code: %s: %s', (warned, reason, message) => {
    for (const exitCode of [0, 137]) {
      const verdict = classify(
        { driver: terminated(exitCode) },
        started,
        event(warned, 57, undefined, message),
        killing,
      )
      expect(verdict).toMatchObject({ state: 'FAILED', reason, exitCode })
      expect(verdict.message).toContain(warned)
    }
  })

  it.each<[string, PodEventRecord[]]>([
    [
      'a readiness probe, for which nothing is stopped',
      [event('Unhealthy', 57, DRIVER, 'Readiness probe failed'), killing],
    ],
    ['a warning long before', [event('Unhealthy', 30, DRIVER, 'Liveness probe failed'), killing]],
    ['a container beside it', [event('Evicted', 57), event('Killing', 58, 'spec.containers{proxy}'), started]],
    ['nothing', [started]],
  ])('leaves its exit code to decide where it was about %s', (_, events) => {
    expect(classify({ driver: terminated(0) }, ...events)).toMatchObject({ state: 'SUCCEEDED' })
  })
})

describe('what only warnings tell of a driver that ended well', () => {
  const evicted = (second: number) => event('Evicted', second)
  const ended = { driver: terminated(0, { finishedAt: '2026-11-20T10:00:58Z' }) }

  it.each([57, 58])('is that its pod was evicted while it was there (second %i)', (second) => {
    expect(classify(ended, evicted(second))).toMatchObject({ state: 'FAILED', reason: 'PREEMPTED', exitCode: 0 })
  })

  it('is nothing where it had ended by then, or its kubelet is known not to have stopped it', () => {
    expect(classify(ended, evicted(59))).toMatchObject({ state: 'SUCCEEDED' })
    expect(classify(ended, started, evicted(57))).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('is nothing where it was about a probe', () => {
    expect(classify(ended, event('Unhealthy', 57, DRIVER, 'Liveness probe failed: no'))).toMatchObject({
      state: 'SUCCEEDED',
    })
  })
})

describe('a driver that ended well in a pod that was stopped at its deadline', () => {
  const pod = (activeDeadlineSeconds?: number): DriverPodOptions => ({
    driver: terminated(0),
    beside: { proxy: terminated(137, { finishedAt: '2026-11-20T10:01:05Z' }) },
    spec: activeDeadlineSeconds === undefined ? {} : { activeDeadlineSeconds },
    status: { phase: 'Failed', reason: 'DeadlineExceeded', startTime: '2026-11-20T10:00:05Z' },
  })

  it('succeeded where it had ended before that time', () => {
    expect(classify(pod(56))).toMatchObject({ state: 'SUCCEEDED' })
  })

  it('did not where it ended after it, though before its sidecar', () => {
    expect(classify(pod(54))).toMatchObject({ state: 'FAILED', reason: 'TIMEOUT' })
  })

  it('is judged by what the kubelet said of it, where that is known', () => {
    expect(classify(pod(), started, killing)).toMatchObject({ state: 'FAILED', reason: 'TIMEOUT' })
    expect(classify(pod(), started)).toMatchObject({ state: 'SUCCEEDED' })
  })
})

describe('a driver whose pod was let go at once after its end', () => {
  const pod = (exitCode: number): DriverPodOptions => ({
    driver: terminated(exitCode),
    metadata: { deletionTimestamp: '2026-11-20T10:01:01Z', deletionGracePeriodSeconds: 0 },
  })

  it.each([
    [0, 'SUCCEEDED'],
    [143, 'FAILED'],
  ])('had ended by itself where the kubelet said nothing of stopping it (exit code %i)', (exitCode, state) => {
    expect(classify(pod(exitCode), started)).toMatchObject({ state })
  })

  it('was killed where the kubelet said so, and where it is not known what it said', () => {
    expect(classify(pod(0), started, killing)).toMatchObject({ state: 'KILLED' })
    expect(classify(pod(0))).toMatchObject({ state: 'KILLED' })
  })
})
