import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Random } from '../../ports/random.ts'
import { batchesOf, MOST_EVENTS } from './event-batch.ts'
import type { Outbox, TakenItem } from './outbox.ts'
import type { PodEventPublisher, Refusal } from './pod-event-publisher.ts'

export interface DeliverEventsOptions {
  readonly outbox: Outbox
  readonly publisher: PodEventPublisher
  readonly clock: Clock
  readonly random: Random
  /** Resolves after the milliseconds, or when the signal aborts. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>
  readonly log: Log
  readonly onDelivered?: (item: TakenItem, lagMs: number) => void
  readonly onRefused?: (item: TakenItem, refusal: string) => void
  /** How many calls may be under way at once. */
  readonly concurrency?: number
}

const FIRST_DELAY_MS = 200
const LONGEST_DELAY_MS = 30_000
/** Changes come in bursts: a moment's wait makes one call of many. */
const GATHER_MS = 10

/**
 * Empties the outbox onto the bus, until the signal aborts. What is refused, alone or with all others, is tried again
 * later and later, and never given up: what there is about a pod is replaced by what is newer, so that it does not grow.
 */
export async function deliverEvents(options: DeliverEventsOptions, signal: AbortSignal): Promise<void> {
  const { concurrency = 4 } = options
  await Promise.all(Array.from({ length: concurrency }, () => worker(options, signal)))
}

async function worker(options: DeliverEventsOptions, signal: AbortSignal): Promise<void> {
  const { outbox, clock, sleep } = options
  while (!signal.aborted) {
    const taken = outbox.take(MOST_EVENTS, clock.monotonic())
    for (const batch of batchesOf(taken)) await send(options, batch)
    if (taken.length === MOST_EVENTS) continue
    if (taken.length > 0) await sleep(GATHER_MS, signal)
    else await idle(options, signal)
  }
}

async function idle({ outbox, clock, sleep }: DeliverEventsOptions, signal: AbortSignal): Promise<void> {
  const woken = new AbortController()
  const wait = Math.min(outbox.nextDue - clock.monotonic(), LONGEST_DELAY_MS)
  const either = AbortSignal.any([signal, woken.signal])
  await Promise.race([outbox.changed(), sleep(Math.max(0, wait), either)])
  woken.abort()
}

async function send(options: DeliverEventsOptions, batch: readonly TakenItem[]): Promise<void> {
  const { outbox, clock, onDelivered, onRefused } = options
  const refusals = await publish(options, batch)
  for (const [index, item] of batch.entries()) {
    const refusal = refusals[index]
    if (refusal === undefined) {
      outbox.done(item)
      onDelivered?.(item, clock.now() - item.observedAt)
    } else {
      outbox.retry(item, clock.monotonic() + delayAfter(item.attempts, options))
      onRefused?.(item, refusal)
    }
  }
}

async function publish(
  { publisher, log }: DeliverEventsOptions,
  batch: readonly TakenItem[],
): Promise<readonly Refusal[]> {
  try {
    const refusals = await publisher.publish(batch.map(({ event }) => event))
    const first = refusals.find((refusal) => refusal !== undefined)
    if (first !== undefined) log.warn('the bus refused events', { refused: refusals.filter(Boolean).length, first })
    return refusals
  } catch (error) {
    const refusal = error instanceof Error ? error.message : String(error)
    log.warn('no event was taken by the bus', { events: batch.length, error: refusal })
    return batch.map(() => refusal)
  }
}

const delayAfter = (attempts: number, { random }: DeliverEventsOptions): number =>
  Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempts) * (0.5 + random.next() / 2)
