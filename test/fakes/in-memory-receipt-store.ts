import type { ReceiptRef, ReceiptStore, StoredReceipt } from '../../lib/jobs/receipts/receipt-store.ts'

/** Receipts in a map, with the conditions of the real store. */
export class InMemoryReceiptStore implements ReceiptStore {
  private readonly receipts = new Map<string, StoredReceipt>()
  private writes = 0
  failNext: Error | undefined
  /** Happens before the next write: what another writer does in between. */
  meanwhile: (() => Promise<unknown>) | undefined

  get keys(): readonly string[] {
    return [...this.receipts.keys()]
  }

  text(key: string): string | undefined {
    return this.receipts.get(key)?.text
  }

  async read({ key }: ReceiptRef): Promise<StoredReceipt | undefined> {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
    return this.receipts.get(key)
  }

  async write({ key }: ReceiptRef, text: string, tag: string | undefined): Promise<boolean> {
    const meanwhile = this.meanwhile
    this.meanwhile = undefined
    await meanwhile?.()
    if (this.receipts.get(key)?.tag !== tag) return false
    this.receipts.set(key, { text, tag: String(++this.writes) })
    return true
  }
}
