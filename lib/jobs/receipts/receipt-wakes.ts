import type { Receipt } from '../../../events/receipt.ts'

/** What a receipt is looked at for: what has just moved, or what waited when it was looked at last. */
export interface ReceiptWake {
  readonly jobId: string
  readonly waits?: Waits | undefined
}

/** Where the job waited, and how long until it is looked at, in seconds. */
export interface Waits extends Pick<Receipt, 'state' | 'attempt'> {
  readonly seconds: number
}

/** Wakes the writing of receipts later. Throws `TransientError` where it cannot. */
export interface ReceiptWakes {
  /** @param seconds at most 900 */
  send(wake: ReceiptWake, seconds: number): Promise<void>
}
