/** What is sent to a queue: a body, and attributes beside it. */
export interface QueueMessage {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

/** A message that nobody else sees for a while. */
export interface HeldMessage extends QueueMessage {
  /** What the queue calls it. */
  readonly messageId: string
  /** When it was put on the queue it came from, or on this one by a function: milliseconds since the epoch. */
  readonly sentAt: number
  /** What to name it by while it is held. */
  readonly receipt: string
}

/** The dead letters of one queue. Every method throws `TransientError` where the queue does not answer. */
export interface DeadLetterQueue {
  /**
   * Some of the messages that nobody holds, each held for so many seconds from now on; none where there seems to be no
   * further one.
   */
  receive(holdSeconds: number): Promise<readonly HeldMessage[]>
  /** Lets go what is held, at once. */
  release(messages: readonly HeldMessage[]): Promise<void>
  /** Deletes what is held; what is held no more may stay. */
  remove(message: HeldMessage): Promise<void>
  /** Puts a message on the queue that these are the dead letters of. */
  resend(message: QueueMessage): Promise<void>
}

/** Where a function puts what it gives up. Throws `TransientError` where the queue does not answer. */
export interface DeadLetterSink {
  send(message: QueueMessage): Promise<void>
}
