import { type Receipt, receiptSchema } from '../../../events/receipt.ts'
import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { Log } from '../../ports/log.ts'
import type { JobStore } from '../job-store.ts'
import { describeReceipt, type PageTemplates } from './describe-receipt.ts'
import { receiptKey } from './receipt-key.ts'
import { supersedes } from './receipt-order.ts'
import type { ReceiptRef, ReceiptStore, StoredReceipt } from './receipt-store.ts'

export interface WriteReceipt {
  readonly store: Pick<JobStore, 'get'>
  readonly receipts: ReceiptStore
  readonly pages: PageTemplates
  readonly log: Log
}

const ATTEMPTS = 5

/** What lies there, where it is a receipt; anything else counts as none and is written over. */
const parse = ({ text }: StoredReceipt): Receipt | undefined => {
  try {
    return receiptSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const put = async (receipts: ReceiptStore, ref: ReceiptRef, receipt: Receipt): Promise<boolean> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await receipts.read(ref)
    const before = stored && parse(stored)
    if (before && !supersedes(receipt, before)) return false
    if (await receipts.write(ref, `${JSON.stringify(receipt, null, 2)}\n`, stored?.tag)) return true
  }
  throw new TransientError('RECEIPT_CONTENDED', `${ref.key} was changed by others ${ATTEMPTS} times in a row`)
}

/**
 * Brings the receipt beside a job's upload to what the record says now. The event that asks for it only wakes: it may come
 * late, twice and in any order, since what is older never takes the place of what is newer. Jobs that no upload
 * made have none.
 *
 * @returns the receipt as the record has it, or undefined where there is none to be written
 * @throws a retryable error where it must be asked for again
 */
export const writeReceipt = async (deps: WriteReceipt, jobId: string): Promise<Receipt | undefined> => {
  const job = await deps.store.get(jobId)
  const receipt = job && describeReceipt(job, deps.pages)
  if (!receipt) return undefined
  const { bucket, key } = receipt.upload
  const written = await put(deps.receipts, { bucket, key: receiptKey(key) }, receipt)
  deps.log.info('receipt', { jobId, state: receipt.state, revision: receipt.revision, written })
  return receipt
}
