import type { Clock } from '../../ports/clock.ts'
import type { JobStore } from '../job-store.ts'
import { type DeadLetter, describeLetter } from './dead-letter.ts'
import type { DeadLetterQueue, HeldMessage } from './dead-letter-queue.ts'

export interface DeadLetters {
  /** By the name of the queue that they come from. */
  readonly deadLetters: Readonly<Record<string, DeadLetterQueue>>
  readonly store: Pick<JobStore, 'get'>
  readonly clock: Clock
}

/** What is done with a letter. */
type Act = (queue: DeadLetterQueue, held: HeldMessage, letter: DeadLetter) => Promise<'over' | 'stays'>

export interface Sweep {
  /** Absent: all queues. */
  readonly queue?: string
  /** Which letters; the others are let go as they are. */
  readonly isMeant: (letter: DeadLetter) => boolean
  /** At most so many of each queue. */
  readonly limit: number
}

export interface Swept {
  /** Those that were meant, oldest first. */
  readonly letters: readonly DeadLetter[]
  /** Whether there may be more: the limit or the time was reached. */
  readonly more: boolean
}

/** Longer than one sweep takes; what a sweep that died held is seen again after it. */
const HOLD_SECONDS = 60
/** An answer of the API has to come within 30 seconds. */
const TIME_MS = 18_000

const byAge = (a: DeadLetter, b: DeadLetter): number => a.sentAt.localeCompare(b.sentAt) || a.id.localeCompare(b.id)

/** One queue: every message is held until all have been seen, so that none is seen twice; then what stays is let go. */
async function sweepQueue(
  { store, clock }: DeadLetters,
  name: string,
  queue: DeadLetterQueue,
  { isMeant, limit }: Sweep,
  act: Act,
): Promise<Swept> {
  const begun = clock.monotonic()
  const held = new Set<HeldMessage>()
  const letters: DeadLetter[] = []
  try {
    for (;;) {
      const batch = await queue.receive(HOLD_SECONDS)
      for (const message of batch) held.add(message)
      if (batch.length === 0) return { letters, more: false }
      for (const message of batch) {
        const letter = await describeLetter(name, message, store)
        if (!isMeant(letter)) continue
        if (letters.length >= limit) return { letters, more: true }
        if ((await act(queue, message, letter)) === 'over') held.delete(message)
        letters.push(letter)
      }
      if (clock.monotonic() - begun > TIME_MS) return { letters, more: true }
    }
  } finally {
    await queue.release([...held])
  }
}

/**
 * Looks through the dead letters, of all queues at once, and does something with those that are meant. While it goes on nobody else
 * sees them; whatever happens, none is lost.
 *
 * @throws TransientError where a queue or the table does not answer
 */
export async function sweepLetters(deps: DeadLetters, sweep: Sweep, act: Act): Promise<Swept> {
  const queues = Object.entries(deps.deadLetters).filter(([name]) => sweep.queue === undefined || name === sweep.queue)
  const swept = await Promise.all(queues.map(([name, queue]) => sweepQueue(deps, name, queue, sweep, act)))
  return { letters: swept.flatMap(({ letters }) => letters).sort(byAge), more: swept.some(({ more }) => more) }
}
