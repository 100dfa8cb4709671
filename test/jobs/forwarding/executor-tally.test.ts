import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExecutorTally } from '../../../lib/jobs/forwarding/executor-tally.ts'
import { executorView } from './pod-events.ts'

const APP = { namespace: 'analytics', sparkAppId: 'spark-app' }

describe('ExecutorTally', () => {
  it('counts each executor once, in the phase it was last seen in', () => {
    const tally = new ExecutorTally()
    expect(tally.set(executorView('1'))).toBe(true)
    expect(tally.set(executorView('1'))).toBe(false)
    expect(tally.set(executorView('1', { phase: 'running' }))).toBe(true)
    tally.set(executorView('2', { phase: 'failed' }))
    expect(tally.count(APP)).toEqual({ pending: 0, running: 1, succeeded: 0, failed: 1, started: 1 })
  })

  it('remembers how many ran when they are gone', () => {
    const tally = new ExecutorTally()
    tally.set(executorView('1', { phase: 'running' }))
    tally.set(executorView('1', { phase: 'failed', hasRun: false }))
    expect(tally.remove(executorView('1', { phase: 'failed' }))).toBe(true)
    expect(tally.remove(executorView('1', { phase: 'failed' }))).toBe(false)
    expect(tally.count(APP)).toEqual({ pending: 0, running: 0, succeeded: 0, failed: 0, started: 1 })
  })

  it('keeps applications of the same id in different namespaces apart', () => {
    const tally = new ExecutorTally()
    tally.set(executorView('1', { phase: 'running' }))
    tally.set(executorView('2', { phase: 'running', namespace: 'other' }))
    expect(tally.count(APP).running).toBe(1)
    expect(tally.apps).toHaveLength(2)
  })

  it('knows as much after a list as after every single change', () => {
    const executor = fc.record({
      uid: fc.constantFrom('1', '2', '3', '4'),
      phase: fc.constantFrom('pending' as const, 'running' as const, 'failed' as const),
    })
    fc.assert(
      fc.property(fc.array(executor, { maxLength: 12 }), fc.array(executor, { maxLength: 12 }), (before, after) => {
        const viewOf = ({ uid, phase }: (typeof before)[number]) => executorView(uid, { phase })
        const lastOf = (all: typeof before) => [...new Map(all.map((one) => [one.uid, viewOf(one)])).values()]
        const single = new ExecutorTally()
        const listed = new ExecutorTally()
        for (const one of before) for (const tally of [single, listed]) tally.set(viewOf(one))
        const now = lastOf(after)
        for (const gone of lastOf(before)) if (!now.some(({ uid }) => uid === gone.uid)) single.remove(gone)
        for (const view of now) single.set(view)
        listed.replace(now)
        expect(listed.count(APP)).toEqual(single.count(APP))
        expect(listed.size).toBe(now.length)
      }),
    )
  })
})
