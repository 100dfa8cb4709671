/** Where a receipt lies. */
export interface ReceiptRef {
  readonly bucket: string
  readonly key: string
}

/** A receipt as it was read; `tag` is the condition of the next write. */
export interface StoredReceipt {
  readonly text: string
  readonly tag: string
}

/** Receipts beside uploads. Both methods throw `TransientError` where the store does not answer. */
export interface ReceiptStore {
  read(ref: ReceiptRef): Promise<StoredReceipt | undefined>
  /**
   * Writes the receipt where the stored one still has the tag, or, without a tag, where there is none.
   *
   * @returns false, and nothing is changed, where another writer was first
   */
  write(ref: ReceiptRef, text: string, tag: string | undefined): Promise<boolean>
}
