import { describe, expect, it } from 'vitest'
import type { DriverPod } from '../../../events/pod-event.ts'
import { hasEnded, significanceOf } from '../../../lib/jobs/forwarding/driver-change.ts'
import { condition, type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const differs = (a: DriverPodOptions, b: DriverPodOptions) =>
  significanceOf(driverPod(a)) !== significanceOf(driverPod(b))

describe('significanceOf', () => {
  it.each<[string, DriverPodOptions, DriverPodOptions]>([
    ['the phase', {}, { status: { phase: 'Running' } }],
    ['a container that begins', { driver: waiting() }, { driver: running() }],
    ['why a container waits', { driver: waiting() }, { driver: waiting('ImagePullBackOff', 'no such image') }],
    ['an exit code', { driver: terminated(0) }, { driver: terminated(1) }],
    ['an init container', { init: { fetch: waiting() } }, { init: { fetch: terminated(1) } }],
    [
      'a sidecar',
      { driver: running(), beside: { log: running() } },
      { driver: running(), beside: { log: terminated(0) } },
    ],
    ['a deletion', {}, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }],
    ['a gate', { spec: { schedulingGates: [{ name: 'g' }] } }, {}],
    ['the node', {}, { spec: { nodeName: 'n' } }],
    [
      'why it cannot be scheduled',
      { status: { conditions: [condition('PodScheduled', 'False', { message: '0/3 nodes' })] } },
      { status: { conditions: [condition('PodScheduled', 'False', { message: '0/4 nodes' })] } },
    ],
    [
      'a disruption',
      { driver: running() },
      { driver: running(), status: { conditions: [condition('DisruptionTarget', 'True')] } },
    ],
    [
      'that a pod of which all has ended may still be told why',
      { driver: running(), status: { conditions: [condition('Ready', 'True')] } },
      { driver: running(), status: { conditions: [condition('Ready', 'False', { reason: 'PodFailed' })] } },
    ],
  ])('sees %s', (_, before, after) => {
    expect(differs(before, after)).toBe(true)
  })

  it.each<[string, DriverPodOptions]>([
    ['the version', { metadata: { resourceVersion: '101' } }],
    ['labels', { metadata: { labels: { a: 'b' } } }],
    ['its address', { status: { podIP: '10.0.0.1' } }],
    ['readiness', { status: { conditions: [condition('Ready', 'True')] } }],
  ])('does not see %s alone', (_, after) => {
    const ready = { status: { conditions: [condition('Ready', 'False', { reason: 'ContainersNotReady' })] } }
    expect(differs(after.status?.conditions ? ready : {}, after)).toBe(false)
  })
})

describe('hasEnded', () => {
  it.each<[boolean, string, DriverPod]>([
    [false, 'a driver that runs', driverPod({ driver: running() })],
    [true, 'a driver that ended', driverPod({ driver: terminated(0) })],
    [
      true,
      'a driver that ended beside a sidecar',
      driverPod({ driver: terminated(0), beside: { log: running() }, status: { phase: 'Running' } }),
    ],
    [true, 'a pod that failed before it began', driverPod({ status: { phase: 'Failed', reason: 'Evicted' } })],
  ])('is %s for %s', (expected, _, pod) => {
    expect(hasEnded(pod)).toBe(expected)
  })
})
