import { randomUUID } from 'node:crypto'
import type {
  DeadLetterQueue,
  DeadLetterSink,
  HeldMessage,
  QueueMessage,
} from '../../lib/jobs/dead-letters/dead-letter-queue.ts'

type Stored = Omit<HeldMessage, 'receipt'>

/** A queue of dead letters, and what was sent again to where they came from. */
export class InMemoryDeadLetters implements DeadLetterQueue, DeadLetterSink {
  readonly resent: QueueMessage[] = []
  /** Called before each letter is sent again: throws where that is to fail. */
  onResend: () => void = () => {}
  #stored: Stored[] = []
  readonly #held = new Map<string, string>()
  readonly #batch: number

  /** @param batch how many messages there are to one receipt */
  constructor(batch = 2) {
    this.#batch = batch
  }

  get stored(): readonly Stored[] {
    return this.#stored
  }

  /** How many are held. */
  get held(): number {
    return this.#held.size
  }

  async send(message: QueueMessage): Promise<void> {
    this.put(message)
  }

  put(message: Partial<Stored>): Stored {
    const stored = { messageId: randomUUID(), body: '{}', attributes: {}, sentAt: Date.UTC(2026, 0, 1), ...message }
    this.#stored.push(stored)
    return stored
  }

  async receive(): Promise<readonly HeldMessage[]> {
    const free = this.#stored.filter(({ messageId }) => !this.#held.has(messageId)).slice(0, this.#batch)
    return free.map((stored) => {
      const receipt = randomUUID()
      this.#held.set(stored.messageId, receipt)
      return { ...stored, receipt }
    })
  }

  async release(messages: readonly HeldMessage[]): Promise<void> {
    for (const { messageId, receipt } of messages)
      if (this.#held.get(messageId) === receipt) this.#held.delete(messageId)
  }

  async remove({ messageId, receipt }: HeldMessage): Promise<void> {
    if (this.#held.get(messageId) !== receipt) return
    this.#held.delete(messageId)
    this.#stored = this.#stored.filter((stored) => stored.messageId !== messageId)
  }

  async resend(message: QueueMessage): Promise<void> {
    this.onResend()
    this.resent.push(message)
  }
}
