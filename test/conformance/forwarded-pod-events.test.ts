import { describe, expect, it } from 'vitest'
import { driverPodEventSchema, driverPodSchema } from '../../events/pod-event.ts'
import { classifyDriver } from '../../lib/jobs/classify/classify-driver.ts'
import { type ObservedDriver, observeDriver } from '../../lib/jobs/classify/fold-observations.ts'
import { ForwardPods } from '../../lib/jobs/forwarding/forward-pods.ts'
import { Outbox } from '../../lib/jobs/forwarding/outbox.ts'
import { type DriverView, viewOf } from '../../lib/jobs/forwarding/pod-view.ts'
import { warningOf } from '../../lib/jobs/forwarding/warning-view.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { observed } from '../../lib/jobs/record-driver.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { job } from '../builders/job.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { recordedPods, type WatchRecord } from './recorded-pods.ts'

/** The forwarder, and the job as record-pod-event would have it, of one recorded pod. */
class Forwarded {
  readonly #clock = new ManualClock()
  readonly #outbox = new Outbox()
  readonly #pods = new ForwardPods({
    cluster: 'test',
    clock: this.#clock,
    outbox: this.#outbox,
    readLogTail: async () => undefined,
  })
  job: Job

  constructor([first]: readonly WatchRecord[]) {
    this.job = job({ state: 'SUBMITTED', driver: { name: 'driver', uid: first?.object.metadata.uid ?? '' } })
  }

  seen({ type, object }: WatchRecord): void {
    this.#pods.changed(type, viewOf(object as Pod))
  }

  warned(event: unknown): void {
    const warning = warningOf(event)
    if (warning) this.#pods.warned(warning)
  }

  /** All that is to be said is, as JSON, once the logs have been read. */
  async deliver(): Promise<void> {
    await new Promise(setImmediate)
    for (;;) {
      const [item] = this.#outbox.take(1, this.#clock.monotonic())
      if (!item) return
      const event = driverPodEventSchema.parse(JSON.parse(JSON.stringify(item.event.detail)))
      this.job = observed(this.job, event, this.job.attempt, event.observedAt) ?? this.job
      this.#outbox.done(item)
    }
  }
}

const folded = (watch: readonly WatchRecord[]) =>
  watch.reduce<ObservedDriver | undefined>(
    (known, { type, object }) => observeDriver(known, { type, pod: driverPodSchema.parse(object) }),
    undefined,
  )?.verdict

const outcome = ({ state, reason, message, exitCode }: Pick<Job, 'state' | 'reason' | 'message' | 'exitCode'>) => ({
  state,
  reason,
  message,
  exitCode,
})

describe.each(recordedPods)('a recorded driver pod that the forwarder tells of: $name', ({ watch }) => {
  it('is judged by what is left of it in an event as it is whole, at every moment', () => {
    for (const { type, object } of watch) {
      const { pod } = viewOf(object as Pod) as DriverView
      const whole = classifyDriver({ type, pod: driverPodSchema.parse(object) })
      expect(classifyDriver({ type, pod })).toEqual(whole)
    }
  })

  it('comes out the same at its job where only what matters is told', async () => {
    const forwarded = new Forwarded(watch)
    for (const record of watch) {
      forwarded.seen(record)
      await forwarded.deliver()
    }
    expect(outcome(forwarded.job)).toEqual(outcome(folded(watch) ?? forwarded.job))
  })

  it('comes out the same where the bus was away all its life', async () => {
    const forwarded = new Forwarded(watch)
    for (const record of watch) forwarded.seen(record)
    await forwarded.deliver()
    expect(outcome(forwarded.job)).toEqual(outcome(folded(watch) ?? forwarded.job))
  })
})

/** What is said of a container its status says too, a little later: only of the pod as a whole is there nothing else. */
const isAboutContainer = (event: unknown): boolean =>
  (event as { involvedObject: { fieldPath?: string } } | undefined)?.involvedObject.fieldPath !== undefined
const isTrouble = (event: unknown): boolean => (event as { reason?: string }).reason !== 'Scheduled'
const waiting = recordedPods.filter(
  ({ meaning, watch, events }) =>
    meaning.state === 'SUBMITTED' && (folded(watch)?.reason || !isAboutContainer(events.findLast(isTrouble))),
)

describe.skipIf(waiting.length === 0).each(waiting)(
  'a recorded driver pod that got nowhere: $name',
  ({ watch, events, meaning }) => {
    it('has the reason that a person would give, from the pod and from what Kubernetes warned of', async () => {
      const forwarded = new Forwarded(watch)
      for (const record of watch) forwarded.seen(record)
      for (const event of events) forwarded.warned(event)
      await forwarded.deliver()
      expect(forwarded.job).toMatchObject({ state: 'SUBMITTED', reason: meaning.reason })
    })
  },
)

const evicted = recordedPods.filter(({ events }) => events.some((event) => warningOf(event)?.reason === 'Evicted'))

describe.each(evicted)('a recorded driver pod that its kubelet evicted: $name', ({ watch, events, meaning }) => {
  it('has the reason that a person would give, however well its driver ended', async () => {
    const forwarded = new Forwarded(watch)
    const isEnd = ({ object }: WatchRecord) => !['Pending', 'Running'].includes((object as Pod).status?.phase ?? '')
    for (const record of watch.filter((record) => !isEnd(record))) forwarded.seen(record)
    for (const event of events) forwarded.warned(event)
    for (const record of watch.filter(isEnd)) forwarded.seen(record)
    await forwarded.deliver()
    expect(forwarded.job).toMatchObject({ state: meaning.state, reason: meaning.reason })
  })
})
