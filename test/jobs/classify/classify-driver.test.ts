import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DriverPod } from '../../../events/pod-event.ts'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import type { DriverVerdict } from '../../../lib/jobs/classify/driver-verdict.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import { condition, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const reasons = fc.constantFrom('OOMKilled', 'Error', 'StartError', 'ContainerStatusUnknown', 'ErrImagePull', 'Odd')
const exitCodes = fc.constantFrom(0, 1, 101, 128, 137, 143, 255)
const times = fc.constantFrom('2026-11-20T10:00:30Z', '2026-11-20T10:01:00Z', '2026-11-20T10:05:00Z', 'no time', null)

const states = fc.oneof(
  fc.constant(running()),
  fc.constant({}),
  reasons.map((reason) => waiting(reason)),
  fc.tuple(exitCodes, reasons, times).map(([code, reason, finishedAt]) => terminated(code, { reason, finishedAt })),
)

const conditions = fc.uniqueArray(
  fc
    .tuple(fc.constantFrom('Ready', 'PodScheduled', 'DisruptionTarget'), fc.constantFrom('True', 'False'), times)
    .map(([type, status, lastTransitionTime]) => condition(type, status, { reason: 'PodFailed', lastTransitionTime })),
  { selector: ({ type }) => type },
)

const present = ({ deletionTimestamp, deletionGracePeriodSeconds }: Partial<DriverPod['metadata']>) => ({
  ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
  ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
})

const pods = fc
  .record({
    driver: maybe(states),
    proxy: maybe(states),
    init: maybe(states),
    phase: fc.constantFrom('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown', 'New'),
    reason: maybe(fc.constantFrom('Evicted', 'DeadlineExceeded', 'OutOfcpu', 'NodeLost', 'Odd')),
    conditions,
    deletionTimestamp: maybe(times.filter((time) => time !== null)),
    deletionGracePeriodSeconds: maybe(fc.constantFrom(0, 30)),
    restartPolicy: fc.constantFrom('Never', 'OnFailure', 'Always'),
  })
  .map(({ driver, proxy, init, phase, reason, conditions, restartPolicy, ...metadata }) =>
    driverPod({
      spec: { restartPolicy },
      ...(driver ? { driver } : {}),
      ...(proxy ? { beside: { proxy } } : {}),
      ...(init ? { init: { fetch: init } } : {}),
      metadata: present(metadata),
      status: { phase, conditions, ...(reason === undefined ? {} : { reason }) },
    }),
  )

const STATES = ['SUBMITTED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'KILLED']

describe('any driver pod at all', () => {
  const forAll = (type: 'MODIFIED' | 'DELETED', holds: (pod: DriverPod, verdict: DriverVerdict) => void) =>
    fc.assert(
      fc.property(pods, (pod) => {
        holds(pod, classifyDriver({ type, pod }))
      }),
      { numRuns: 500 },
    )

  it('is in one of the states that a pod can show, and told why where it did not end well', () => {
    forAll('MODIFIED', (_, { state, reason, message, terminal }) => {
      expect(STATES).toContain(state)
      expect(terminal).toBe(isTerminal(state))
      if (state === 'SUCCEEDED') expect(reason).toBeUndefined()
      if (state === 'FAILED' || state === 'KILLED') expect([reason, message]).not.toContain(undefined)
    })
  })

  it('is at its end when it is gone', () => {
    forAll('DELETED', (_, { terminal }) => {
      expect(terminal).toBe(true)
    })
  })

  it('is at its end when its phase is', () => {
    forAll('MODIFIED', (pod, { terminal }) => {
      if (['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) expect(terminal).toBe(true)
    })
  })

  it('has an exit code only where its driver ended, and then that one', () => {
    forAll('MODIFIED', (pod, { exitCode }) => {
      const ended = pod.status?.containerStatuses?.[0]?.state?.terminated
      expect([undefined, ended?.exitCode]).toContain(exitCode)
    })
  })
})
