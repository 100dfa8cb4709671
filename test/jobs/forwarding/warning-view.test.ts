import { describe, expect, it } from 'vitest'
import { warningOf } from '../../../lib/jobs/forwarding/warning-view.ts'

const event = (more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'pi-driver.18a', namespace: 'analytics', creationTimestamp: '2026-11-20T10:00:00Z' },
  involvedObject: { kind: 'Pod', name: 'pi-driver', namespace: 'analytics', uid: 'u1' },
  type: 'Warning',
  reason: 'FailedMount',
  message: 'no such configmap',
  firstTimestamp: '2026-11-20T10:00:01Z',
  lastTimestamp: '2026-11-20T10:00:09Z',
  eventTime: null,
  count: 5,
  ...more,
})

describe('what is kept of an Event', () => {
  it('is whom it is about, what it says, and when it was last repeated', () => {
    const kept = {
      uid: 'u1',
      reason: 'FailedMount',
      message: 'no such configmap',
      lastSeen: '2026-11-20T10:00:09.000Z',
    }
    expect(warningOf(event())).toEqual(kept)
  })

  it('is as new as its newest repetition, whoever reports it', () => {
    const series = { count: 3, lastObservedTime: '2026-11-20T10:05:00.123456Z' }
    const more = { reason: 'FailedScheduling', lastTimestamp: null, eventTime: '2026-11-20T10:00:00.000000Z', series }
    expect(warningOf(event(more))?.lastSeen).toBe('2026-11-20T10:05:00.123Z')
  })

  it.each(['Evicted', 'Preempting'])('is that the kubelet ends the pod: %s', (reason) => {
    expect(warningOf(event({ reason }))).toMatchObject({ uid: 'u1', reason })
  })

  it('is a message of a length that has an end', () => {
    expect(warningOf(event({ message: 'x'.repeat(5_000) }))?.message).toHaveLength(1_024)
    expect(warningOf(event({ message: undefined }))?.message).toBe('')
  })

  it.each([
    ['explains nothing', { reason: 'Unhealthy' }],
    ['has no reason', { reason: undefined }],
    ['names no pod', { involvedObject: { kind: 'Pod', name: 'pi-driver' } }],
  ])('is nothing where it %s', (_, more) => {
    expect(warningOf(event(more))).toBeUndefined()
  })

  it('is nothing of what is no Event', () => {
    expect(warningOf({})).toBeUndefined()
  })
})
