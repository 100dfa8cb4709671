import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidJobError } from '../../../lib/errors/sparkdrop-error.ts'
import type { DriverObservation } from '../../../lib/jobs/classify/classify-driver.ts'
import { explain, type ObservedDriver, observeDriver } from '../../../lib/jobs/classify/fold-observations.ts'
import { phaseRank } from '../../../lib/jobs/phase-rank.ts'
import { condition, type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const life = (...steps: DriverPodOptions[]): DriverObservation[] =>
  steps.map((options, index) => {
    const metadata = { ...options.metadata, resourceVersion: String(98 + index) }
    const type =
      index === 0 ? 'ADDED' : index === steps.length - 1 && metadata.deletionTimestamp ? 'DELETED' : 'MODIFIED'
    return { type, pod: driverPod({ ...options, metadata }) }
  })

const fold = (observations: readonly DriverObservation[], each: (driver: ObservedDriver) => void = () => {}) =>
  observations.reduce<ObservedDriver | undefined>((known, observation) => {
    const driver = observeDriver(known, observation)
    each(driver)
    return driver
  }, undefined)?.verdict

const start = [{}, { driver: waiting() }, { driver: running() }] satisfies DriverPodOptions[]
const asked = { deletionTimestamp: '2026-11-20T10:01:25Z', deletionGracePeriodSeconds: 30 }
const released = { deletionTimestamp: '2026-11-20T10:01:01Z', deletionGracePeriodSeconds: 0 }
const later = { deletionTimestamp: '2026-11-20T11:00:00Z', deletionGracePeriodSeconds: 0 }
const evicted = {
  conditions: [condition('DisruptionTarget', 'True', { lastTransitionTime: '2026-11-20T10:00:55Z' })],
}
const stopped = { phase: 'Running', conditions: [condition('Ready', 'False', { reason: 'PodFailed' })] }

const LIVES: Readonly<Record<string, readonly [DriverObservation[], string]>> = {
  'success, cleaned up an hour later': [
    life(
      ...start,
      { driver: terminated(0), status: { phase: 'Running' } },
      { driver: terminated(0) },
      { driver: terminated(0), metadata: later },
    ),
    'SUCCEEDED undefined',
  ],
  'failure, cleaned up an hour later': [
    life(...start, { driver: terminated(1) }, { driver: terminated(1), metadata: later }),
    'FAILED USER_CODE',
  ],
  'deleted, and ending well': [
    life(
      ...start,
      { driver: running(), metadata: asked },
      { driver: terminated(0), metadata: asked },
      { driver: terminated(0), metadata: released },
    ),
    'KILLED CANCELLED',
  ],
  drained: [
    life(
      ...start,
      { driver: running(), status: evicted, metadata: asked },
      { driver: terminated(143), status: evicted, metadata: released },
    ),
    'FAILED PREEMPTED',
  ],
  'stopped at its deadline': [
    life(
      ...start,
      { driver: running(), status: stopped },
      { driver: terminated(143), status: stopped },
      { driver: terminated(143), status: { phase: 'Failed', reason: 'DeadlineExceeded' } },
    ),
    'FAILED TIMEOUT',
  ],
  'still waiting for its image': [
    life({}, { driver: waiting() }, { driver: waiting('ErrImagePull') }),
    'SUBMITTED IMAGE',
  ],
}

describe.each(Object.entries(LIVES))('a driver whose life is: %s', (_, [observations, meaning]) => {
  it('is judged right, never going back, in whatever order and however often it is observed', () => {
    const delivery = fc
      .array(fc.constantFrom(...observations), { maxLength: observations.length })
      .chain((twice) =>
        fc.shuffledSubarray([...observations, ...twice], { minLength: observations.length + twice.length }),
      )
    fc.assert(
      fc.property(delivery, (delivered) => {
        const ranks: number[] = []
        const verdict = fold(delivered, ({ verdict: { state } }) => ranks.push(phaseRank(state)))
        expect(`${verdict?.state} ${verdict?.reason}`).toBe(meaning)
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('observing a driver pod', () => {
  const observe = (first: DriverObservation, second: DriverObservation) =>
    observeDriver(observeDriver(undefined, first), second)

  it('takes resource versions for numbers, not text', () => {
    const at = (resourceVersion: string, options: DriverPodOptions): DriverObservation => ({
      type: 'MODIFIED',
      pod: driverPod({ ...options, metadata: { resourceVersion } }),
    })
    const driver = observe(at('1000', { driver: waiting('ErrImagePull') }), at('999', { driver: waiting() }))
    expect(driver).toMatchObject({ resourceVersion: '1000', verdict: { reason: 'IMAGE' } })
  })

  it('ignores another pod of the same name', () => {
    const other = driverPod({ driver: terminated(0), metadata: { uid: 'another', resourceVersion: '200' } })
    const driver = observe({ type: 'ADDED', pod: driverPod({ driver: running() }) }, { type: 'ADDED', pod: other })
    expect(driver.verdict.state).toBe('RUNNING')
  })

  it('believes that a pod is gone even where it is shown as it was seen before', () => {
    const pod = driverPod({ driver: running() })
    expect(observe({ type: 'MODIFIED', pod }, { type: 'DELETED', pod }).verdict).toMatchObject({
      state: 'FAILED',
      reason: 'LOST',
    })
  })

  it('stays with the first end that it saw, though a later observation alone would be read otherwise', () => {
    const metadata = { ...released, resourceVersion: '101' }
    const deletedAtOnce: DriverObservation = { type: 'DELETED', pod: driverPod({ driver: terminated(0), metadata }) }
    expect(observeDriver(undefined, deletedAtOnce).verdict.state).toBe('KILLED')
    const driver = observe({ type: 'MODIFIED', pod: driverPod({ driver: terminated(0) }) }, deletedAtOnce)
    expect(driver).toMatchObject({ resourceVersion: '101', verdict: { state: 'SUCCEEDED' } })
  })

  it('stays with RUNNING when the node stops reporting before the driver was seen to start', () => {
    const unknown = driverPod({ driver: waiting(), status: { phase: 'Unknown' }, metadata: { resourceVersion: '101' } })
    const driver = observe({ type: 'ADDED', pod: driverPod({ driver: running() }) }, { type: 'MODIFIED', pod: unknown })
    expect(driver).toMatchObject({ resourceVersion: '101', verdict: { state: 'RUNNING' } })
  })
})

describe('explaining a recording', () => {
  const pod = driverPod({ driver: waiting() })

  it('takes the JSON of a watch and of events as it comes, bookmarks and all', () => {
    const bookmark = { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '9' } } }
    const event = {
      kind: 'Event',
      involvedObject: { uid: pod.metadata.uid },
      reason: 'FailedMount',
      message: 'no',
      eventTime: null,
    }
    expect(explain([{ type: 'ADDED', object: pod }, bookmark], [event])).toMatchObject({
      state: 'SUBMITTED',
      reason: 'CONFIG',
    })
  })

  it('names the record that is not valid, and what it lacks', () => {
    expect(() =>
      explain([
        { type: 'ADDED', object: pod },
        { type: 'ADDED', object: {} },
      ]),
    ).toThrow(/^watch record 2 is not valid:[\s\S]*object\.metadata/)
    expect(() => explain([{ type: 'ADDED', object: pod }], [null])).toThrow(/^event 1 is not valid/)
  })

  it('refuses a recording of nothing', () => {
    expect(() => explain([])).toThrow(InvalidJobError)
  })
})
