import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverPodEventSchema } from '../../../events/pod-event.ts'
import { batchesOf, fitted, MOST_BYTES, MOST_EVENTS, sizeOf } from '../../../lib/jobs/forwarding/event-batch.ts'
import { driverPod, terminated } from '../../builders/driver-pod.ts'
import { driverEvent, taken } from './pod-events.ts'

describe('batchesOf', () => {
  it('makes calls within both limits, of all events in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { maxLength: 40 }), (sizes) => {
        const items = sizes.map((size, index) => taken(String(index), driverEvent(driverPod(), 'x'.repeat(size))))
        const batches = batchesOf(items)
        expect(batches.flat().map(({ key }) => key)).toEqual(items.map(({ key }) => key))
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(MOST_EVENTS)
          expect(batch.reduce((sum, { event }) => sum + sizeOf(event), 0)).toBeLessThanOrEqual(MOST_BYTES)
        }
      }),
      { numRuns: 50 },
    )
  })
})

describe('fitted', () => {
  it('leaves an event of ordinary size as it is', () => {
    const event = driverEvent(driverPod({ driver: terminated(1) }), 'boom')
    expect(fitted(event)).toBe(event)
  })

  it('keeps of a pod with hundreds of containers whose it is and what became of the driver', () => {
    const names = Array.from({ length: 200 }, (_, n) => `sidecar-${n}`)
    const beside = Object.fromEntries(names.map((name) => [name, terminated(0, { message: 'x'.repeat(4_000) })]))
    const event = driverEvent(driverPod({ driver: terminated(3), beside }), 'boom')
    const small = fitted(event)
    expect(sizeOf(event)).toBeGreaterThan(MOST_BYTES)
    expect(sizeOf(small)).toBeLessThan(5_000)
    expect(driverPodEventSchema.parse(small.detail)).toMatchObject({
      logTail: 'boom',
      pod: {
        metadata: { uid: '0d9e7c1e-0000-4000-8000-000000000001', labels: { 'spark-role': 'driver' } },
        spec: { containers: [{ name: 'spark-kubernetes-driver' }] },
        status: { phase: 'Failed', containerStatuses: [{ state: { terminated: { exitCode: 3 } } }] },
      },
    })
  })
})
