import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyGone, type GoneDriver } from '../../../lib/jobs/classify/gone-driver.ts'
import type { PodEventRecord } from '../../../lib/jobs/classify/pod-event-record.ts'

const DRIVER = 'spec.containers{spark-kubernetes-driver}'

interface Said extends Partial<PodEventRecord> {
  readonly fieldPath?: string
}

const at = (second: number): string => `2026-11-20T10:00:${String(second).padStart(2, '0')}Z`

/** What was said of the pod, in this second of a minute. */
const said = (reason: string, second: number, { fieldPath, ...more }: Said = {}): PodEventRecord => ({
  involvedObject: { uid: 'u1', ...(fieldPath === undefined ? {} : { fieldPath }) },
  reason,
  message: '',
  firstTimestamp: at(second),
  lastTimestamp: at(second),
  ...more,
})

const started = said('Started', 10, { fieldPath: DRIVER, message: 'Started container spark-kubernetes-driver' })
const killing = (message = 'Stopping container spark-kubernetes-driver', second = 40): PodEventRecord =>
  said('Killing', second, { fieldPath: DRIVER, message })
const nameless = (event: PodEventRecord): PodEventRecord => ({ ...event, involvedObject: {} })

const classify = (events: readonly PodEventRecord[], more: Partial<GoneDriver> = {}) =>
  classifyGone({ name: 'd', namespace: 'team-a', uid: 'u1', hasRun: true, isTriedAgain: false, ...more }, events)

const LOST = { state: 'FAILED', reason: 'LOST' }
const KILLED = { state: 'KILLED', reason: 'CANCELLED' }
const PREEMPTED = { state: 'FAILED', reason: 'PREEMPTED' }

describe('a driver that is gone, and that its kubelet stopped', () => {
  it('was killed where nothing else explains it, and the message says when, and by whom', () => {
    const verdict = classify([started, killing()])
    expect(verdict).toMatchObject({ ...KILLED, terminal: true })
    expect(verdict.message).toContain('by a person or a program with the right to delete pods in namespace team-a')
    expect(verdict.message).toContain('2026-11-20T10:00:40.000Z')
  })

  it('is lost where it would be tried again, as it may have been evicted by a drain, which leaves no Event', () => {
    const verdict = classify([started, killing()], { isTriedAgain: true })
    expect(verdict).toMatchObject(LOST)
    expect(verdict.message).toContain('its kubelet stopped it at 2026-11-20T10:00:40.000Z')
  })

  it.each([
    ['Evicted', 'The node was low on resource: memory.', 'PREEMPTED'],
    ['Evicted', 'Evicted pod: Underutilized', 'PREEMPTED'],
    ['Preempting', 'Preempted in order to admit critical pod', 'PREEMPTED'],
    ['Preempted', 'Preempted by pod 1234 on node n1', 'PREEMPTED'],
    ['Disrupted', 'Deleting the pod to accommodate the terminationTime of the node', 'PREEMPTED'],
    ['Evict', 'Pod is evicted, because of preempt', 'PREEMPTED'],
    ['DeadlineExceeded', 'Pod was active on the node longer than the specified deadline', 'TIMEOUT'],
  ])('ended for what was said of its pod before: %s: %s', (warned, message, reason) => {
    for (const isTriedAgain of [false, true])
      for (const second of [12, 39, 41]) {
        const verdict = classify([started, said(warned, second, { message }), killing()], { isTriedAgain })
        expect(verdict).toMatchObject({ state: 'FAILED', reason })
        expect(verdict.message).toContain(message)
      }
  })

  it('ended for what began before, though it was still said after', () => {
    const deadline = said('DeadlineExceeded', 39, { lastTimestamp: at(55) })
    expect(classify([started, deadline, killing()])).toMatchObject({ reason: 'TIMEOUT' })
  })

  it('did not end for what was said of its pod only afterwards, as of one that had ended', () => {
    expect(classify([started, killing(), said('Evicted', 50)])).toMatchObject(KILLED)
  })

  it('was evicted by the taint manager, which does not know uids, and not where that was called off', () => {
    const marked = nameless(said('TaintManagerEviction', 39, { message: 'Marking for deletion Pod team-a/d' }))
    const cancelled = nameless(said('TaintManagerEviction', 39, { message: 'Cancelling deletion of Pod team-a/d' }))
    expect(classify([started, marked, killing()])).toMatchObject(PREEMPTED)
    expect(classify([started, cancelled, killing()])).toMatchObject(KILLED)
  })

  it('was not evicted with another pod that had its name before', () => {
    const before = nameless(said('TaintManagerEviction', 5, { message: 'Marking for deletion Pod team-a/d' }))
    const other = { ...said('Evicted', 39), involvedObject: { uid: 'u0' } }
    expect(classify([before, other, started, killing()])).toMatchObject(KILLED)
  })

  it.each([
    ['Container spark-kubernetes-driver failed liveness probe', 'USER_CODE'],
    ['Container spark-kubernetes-driver failed startup probe', 'USER_CODE'],
    ['FailedPostStartHook', 'CONFIG'],
  ])('failed by itself where that was the cause: %s', (message, reason) => {
    expect(classify([started, killing(message)])).toMatchObject({ state: 'FAILED', reason })
    const unhealthy = said('Unhealthy', 38, { fieldPath: DRIVER, message: 'Liveness probe failed: HTTP 500' })
    expect(classify([started, unhealthy, killing('Container x failed liveness probe')]).message).toContain('HTTP 500')
  })

  it('failed by itself where a probe of it, the only container, failed until then', () => {
    const unhealthy = (last: number) =>
      said('Unhealthy', 20, { fieldPath: DRIVER, message: 'Liveness probe failed: ', lastTimestamp: at(last) })
    expect(classify([started, unhealthy(40), killing()])).toMatchObject({ state: 'FAILED', reason: 'USER_CODE' })
    expect(classify([started, unhealthy(30), killing()])).toMatchObject(KILLED)
    const unready = { ...unhealthy(40), message: 'Readiness probe failed: ' }
    expect(classify([started, unready, killing()])).toMatchObject(KILLED)
  })

  it('is lost where it was for a cause that is not known', () => {
    const verdict = classify([started, killing('Container spark-kubernetes-driver definition changed')])
    expect(verdict).toMatchObject(LOST)
    expect(verdict.message).toContain('definition changed')
  })
})

describe('a driver that is gone, of which no kubelet said that it stopped it', () => {
  it.each<[string, PodEventRecord[]]>([
    ['nothing was said of it', []],
    ['it only started', [started]],
    [
      'its sidecar was stopped',
      [started, said('Killing', 40, { fieldPath: 'spec.containers{proxy}', message: 'Stopping container proxy' })],
    ],
    ['its native sidecar was stopped', [started, said('Killing', 40, { fieldPath: 'spec.initContainers{proxy}' })]],
    ['its pod was evicted when it may have ended', [started, said('Evicted', 40)]],
    ['its node went away', [started, said('NodeNotReady', 40, { message: 'Node is not ready' })]],
    [
      'it was stopped to be started again, and was',
      [killing('Container d failed liveness probe, will be restarted'), started],
    ],
    ['it started again since', [killing('Stopping container d', 20), { ...started, lastTimestamp: at(30) }]],
    [
      'another pod of its name was stopped',
      [started, { ...killing(), involvedObject: { uid: 'u0', fieldPath: DRIVER } }],
    ],
    [
      'a template may have named it',
      [
        said('Started', 10, { fieldPath: 'spec.containers{main}' }),
        said('Killing', 40, { fieldPath: 'spec.containers{main}', message: 'Stopping container main' }),
      ],
    ],
  ])('is lost where %s', (_, events) => {
    expect(classify(events)).toMatchObject(LOST)
  })

  it('is told of with the last that was said of its pod', () => {
    expect(classify([said('NodeNotReady', 40, { message: 'Node is not ready' }), started]).message).toMatch(
      /^its driver pod d is gone .+ the last that was said of it: NodeNotReady: Node is not ready$/,
    )
    expect(classify([]).message).toMatch(/no Event tells of it$/)
  })

  it('was preempted before it ran where that was said, and it was not seen to run', () => {
    const preempted = [said('Scheduled', 10), said('Preempted', 20)]
    expect(classify(preempted, { hasRun: false })).toMatchObject(PREEMPTED)
    expect(classify([...preempted, started], { hasRun: false })).toMatchObject(LOST)
    expect(classify(preempted)).toMatchObject(LOST)
  })
})

it('is judged the same in whatever order the Events come, and never to have ended well', () => {
  const events = [started, said('Scheduled', 9), said('Evicted', 39), killing(), said('NodeNotReady', 45)]
  const some = fc
    .subarray(events)
    .chain((chosen) => fc.tuple(fc.constant(chosen), fc.shuffledSubarray(chosen, { minLength: chosen.length })))
  fc.assert(
    fc.property(some, fc.boolean(), fc.boolean(), ([chosen, shuffled], hasRun, isTriedAgain) => {
      const verdict = classify(shuffled, { hasRun, isTriedAgain })
      expect(verdict).toEqual(classify(chosen, { hasRun, isTriedAgain }))
      expect(verdict.terminal).toBe(true)
      expect(verdict.state).not.toBe('SUCCEEDED')
      if (isTriedAgain) expect(verdict.state).not.toBe('KILLED')
    }),
  )
})
