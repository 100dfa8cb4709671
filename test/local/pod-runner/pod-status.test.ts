import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContainerRecord, type ContainerState, podPhase, podStatus } from '../../../local/pod-runner/pod-status.ts'
import { podOf, shell } from './node-under-test.ts'

const waiting: ContainerState = { waiting: { reason: 'ContainerCreating' } }
const running: ContainerState = { running: { startedAt: '2026-01-01T00:00:00Z' } }
const exited = (exitCode: number): ContainerState => ({ terminated: { exitCode, reason: 'Error' } })
const record = (state: ContainerState, overrides: Partial<ContainerRecord> = {}): ContainerRecord => ({
  container: shell('', { name: 'main' }),
  init: false,
  state,
  lastState: {},
  restartCount: 0,
  ...overrides,
})

describe('the phase of a pod', () => {
  it.each([
    ['Pending', 'Never', [waiting]],
    ['Pending', 'Never', [running, waiting]],
    ['Running', 'Never', [running]],
    ['Running', 'Never', [running, exited(1)]],
    ['Succeeded', 'Never', [exited(0), exited(0)]],
    ['Failed', 'Never', [exited(0), exited(1)]],
    ['Running', 'OnFailure', [exited(1)]],
    ['Succeeded', 'OnFailure', [exited(0)]],
    ['Running', 'Always', [exited(0)]],
  ])('is %s under %s with %j', (phase, policy, states) => {
    expect(
      podPhase(
        states.map((state) => record(state)),
        policy,
      ),
    ).toBe(phase)
  })

  it('is Pending until every init container has succeeded', () => {
    fc.assert(
      fc.property(fc.constantFrom(waiting, running), fc.constantFrom(waiting, running), (init, main) => {
        expect(podPhase([record(init, { init: true }), record(main)], 'Never')).toBe('Pending')
      }),
    )
  })

  it('stays Running while a container that ran before waits to be restarted', () => {
    expect(podPhase([record(waiting, { lastState: exited(1) })], 'Always')).toBe('Running')
  })
})

describe('the status of a pod', () => {
  const facts = {
    pod: podOf('p', []),
    hostIP: '127.77.0.1',
    podIP: '127.77.0.2',
    startTime: '2026-01-01T00:00:00Z',
    now: '2026-01-01T00:00:09Z',
  }

  it('names the containers that are not ready', () => {
    const { conditions } = podStatus({ ...facts, containers: [record(running), record(waiting)] })
    expect(conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    })
  })

  it('keeps the time of a condition that did not change, and has no conditions of others', () => {
    const since = '2026-01-01T00:00:01Z'
    const reported = [
      { type: 'Ready', status: 'True', lastTransitionTime: since },
      { type: 'DisruptionTarget', status: 'True' },
    ]
    const { conditions } = podStatus({ ...facts, reported, containers: [record(running)] })
    expect(conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime).toBe(since)
    expect(conditions?.find(({ type }) => type === 'ContainersReady')?.lastTransitionTime).toBe(facts.now)
    expect(conditions?.map(({ type }) => type)).not.toContain('DisruptionTarget')
  })

  it("takes the node's verdict once no container runs", () => {
    const verdict = { reason: 'DeadlineExceeded', message: 'too long' }
    expect(podStatus({ ...facts, verdict, containers: [record(running)] })).not.toHaveProperty('reason')
    expect(podStatus({ ...facts, verdict, containers: [record(exited(0))] })).toMatchObject({
      phase: 'Failed',
      ...verdict,
    })
  })
})
