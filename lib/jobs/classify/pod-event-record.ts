import * as z from 'zod'
import type { DriverPod } from '../../../events/pod-event.ts'

/** The part of a core/v1 Event that explains a pod: a whole Event's JSON is a valid value too. */
export const podEventRecordSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional(), creationTimestamp: z.string().nullish() }).optional(),
  involvedObject: z.object({ uid: z.string().optional(), fieldPath: z.string().optional() }),
  reason: z.string().optional(),
  message: z.string().optional(),
  eventTime: z.string().nullish(),
  firstTimestamp: z.string().nullish(),
  lastTimestamp: z.string().nullish(),
  series: z.object({ lastObservedTime: z.string().nullish() }).nullish(),
})

export type PodEventRecord = z.output<typeof podEventRecordSchema>

const timesOf = ({ series, lastTimestamp, eventTime, firstTimestamp, metadata }: PodEventRecord): readonly number[] =>
  [series?.lastObservedTime, lastTimestamp, eventTime, firstTimestamp, metadata?.creationTimestamp]
    .map((time) => Date.parse(time ?? ''))
    .filter((time) => !Number.isNaN(time))

/** When it was last seen, in milliseconds since the epoch: reporters fill in different fields, some none. */
export const lastSeen = (event: PodEventRecord): number => Math.max(0, ...timesOf(event))

/** When it was first seen, in milliseconds since the epoch; what happens again is told as the same event. */
export const firstSeen = (event: PodEventRecord): number => {
  const times = timesOf(event)
  return times.length > 0 ? Math.min(...times) : 0
}

/** The events about this very pod (a name may have been used before), oldest first. */
export const eventsAbout = (pod: DriverPod, events: readonly PodEventRecord[]): readonly PodEventRecord[] =>
  events
    .filter(({ involvedObject: { uid } }) => uid === undefined || uid === pod.metadata.uid)
    .toSorted((a, b) => lastSeen(a) - lastSeen(b))
