import { describe, expect, it } from 'vitest'
import { driverPodSchema } from '../../../events/pod-event.ts'
import { type DriverView, viewOf } from '../../../lib/jobs/forwarding/pod-view.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { driverPod, terminated } from '../../builders/driver-pod.ts'

const executor = (status: Pod['status'] = {}, labels: Record<string, string> = {}): Pod => ({
  metadata: {
    name: 'pi-exec-1',
    namespace: 'analytics',
    uid: 'u',
    labels: { 'spark-role': 'executor', 'spark-app-selector': 'spark-app', ...labels },
  },
  spec: { containers: [] },
  ...(status === undefined ? {} : { status }),
})
const driverOf = (pod: unknown) => (viewOf(pod as Pod) as DriverView).pod

describe('viewOf', () => {
  it('keeps of an executor who it is and whether it has run', () => {
    const view = { role: 'executor', namespace: 'analytics', uid: 'u', sparkAppId: 'spark-app' }
    expect(viewOf(executor())).toEqual({ ...view, phase: 'pending', hasRun: false })
    expect(viewOf(executor({ phase: 'Running' }))).toEqual({ ...view, phase: 'running', hasRun: true })
    const status = { name: 'e', image: '', imageID: '', ready: false, restartCount: 0 }
    const ended = { terminated: { exitCode: 1, startedAt: '2026-01-01T00:00:00Z' } }
    const failed = { phase: 'Failed', containerStatuses: [{ ...status, state: ended }] }
    expect(viewOf(executor(failed))).toEqual({ ...view, phase: 'failed', hasRun: true })
    expect(viewOf(executor({ phase: 'Failed', reason: 'OutOfcpu' }))).toEqual({
      ...view,
      phase: 'failed',
      hasRun: false,
    })
  })

  it('keeps nothing of other pods', () => {
    expect(viewOf(executor({}, { 'spark-role': 'connect' }))).toBeUndefined()
    expect(viewOf({ metadata: { name: 'a' } })).toBeUndefined()
  })

  it('keeps of a driver what its event holds, and drops the rest', () => {
    const pod = driverPod({ driver: terminated(1) })
    const whole = {
      ...pod,
      metadata: {
        ...pod.metadata,
        managedFields: [{ manager: 'x' }],
        annotations: { 'someone/notes': 'x'.repeat(100_000), 'sparkdrop.dev/spec-hash': 'abc' },
      },
      spec: { ...pod.spec, volumes: [{ name: 'v' }] },
    }
    expect(driverOf(whole)).toEqual({
      ...pod,
      metadata: { ...pod.metadata, annotations: { 'sparkdrop.dev/spec-hash': 'abc' } },
    })
    expect(driverPodSchema.parse(driverOf(whole))).toEqual(driverOf(whole))
  })

  it('shortens messages that have no end', () => {
    const long = 'x'.repeat(10_000)
    const pod = driverPod({ driver: terminated(1, { message: long }), status: { message: long } })
    expect(driverOf(pod).status?.message).toHaveLength(4096)
    expect(driverOf(pod).status?.containerStatuses?.[0]?.state?.terminated?.message).toHaveLength(4096)
  })
})
