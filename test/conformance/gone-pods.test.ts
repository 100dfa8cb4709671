import { describe, expect, it } from 'vitest'
import { classifyGone } from '../../lib/jobs/classify/gone-driver.ts'
import { podEventRecordSchema } from '../../lib/jobs/classify/pod-event-record.ts'
import { recordedPods } from './recorded-pods.ts'

/** What a kubelet said of these tells how they ended. A drain leaves no Event: it looks as if somebody had deleted the pod. */
const TOLD: Readonly<Record<string, string>> = {
  '004-deleted-while-running': 'KILLED CANCELLED',
  '016-deadline': 'FAILED TIMEOUT',
  '017-evicted-storage': 'FAILED PREEMPTED',
  '018-evicted-by-api': 'KILLED CANCELLED',
  '023-term-trapped-exit-0': 'KILLED CANCELLED',
  'deadline-sidecar-driver-first': 'FAILED TIMEOUT',
  'evicted-storage-exit-0': 'FAILED PREEMPTED',
  'force-deleted': 'KILLED CANCELLED',
  'poststart-fails': 'FAILED CONFIG',
}

describe.each(recordedPods)(
  'a driver pod that lived on a real kubelet, and is gone: $name',
  ({ name, watch, events }) => {
    const uid = watch[0]?.object.metadata.uid ?? ''
    const records = events.map((event) => podEventRecordSchema.parse(event))
    const judged = (hasRun: boolean, isTriedAgain: boolean) => {
      const { state, reason } = classifyGone({ name, namespace: 'n', uid, hasRun, isTriedAgain }, records)
      return `${state} ${reason}`
    }

    it('is judged by what is left of it, its Events, where they tell its end, and else is lost', () => {
      for (const hasRun of [true, false]) expect(judged(hasRun, false)).toBe(TOLD[name] ?? 'FAILED LOST')
    })

    it('is killed for nobody who wants it to be tried again', () => {
      const told = TOLD[name]?.replace('KILLED CANCELLED', 'FAILED LOST')
      expect(judged(true, true)).toBe(told ?? 'FAILED LOST')
    })
  },
)
