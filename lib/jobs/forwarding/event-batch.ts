import type { TakenItem } from './outbox.ts'
import type { PodEvent } from './pod-event-publisher.ts'
import { barestDriver } from './shorten-driver.ts'

/** The most that one call of PutEvents takes. */
export const MOST_EVENTS = 10
export const MOST_BYTES = 256 * 1024

/** What an entry counts beside its detail: source, detail type and time. */
const OVERHEAD_BYTES = 128

export const sizeOf = ({ detail, detailType }: PodEvent): number =>
  Buffer.byteLength(JSON.stringify(detail)) + Buffer.byteLength(detailType) + OVERHEAD_BYTES

/** The event, small enough to be sent alone: what became of the driver, without what is around it, if need be. */
export function fitted(event: PodEvent): PodEvent {
  const { detail } = event
  if (!('pod' in detail) || sizeOf(event) <= MOST_BYTES) return event
  return { ...event, detail: { ...detail, pod: barestDriver(detail.pod) } }
}

/** The items in as few batches as their sizes allow, in order. */
export function batchesOf(items: readonly TakenItem[]): readonly (readonly TakenItem[])[] {
  const batches: TakenItem[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const item of items) {
    const small = { ...item, event: fitted(item.event) }
    const size = sizeOf(small.event)
    if (bytes + size > MOST_BYTES || batches.at(-1)?.length === MOST_EVENTS) {
      batches.push([])
      bytes = 0
    }
    batches.at(-1)?.push(small)
    bytes += size
  }
  return batches
}
