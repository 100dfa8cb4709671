import type { Receipt } from '../../../events/receipt.ts'
import type { ReceiptWake, ReceiptWakes, Waits } from './receipt-wakes.ts'
import { type WriteReceipt, writeReceipt } from './write-receipt.ts'

export interface KeepReceipt extends WriteReceipt {
  readonly wakes: ReceiptWakes
}

const FIRST_SECONDS = 30
/** As long as SQS keeps a message back. */
const MAX_SECONDS = 900

const waits = ({ state }: Receipt): boolean => state === 'QUEUED' || state === 'SUBMITTED'

const isWhere = ({ state, attempt }: Receipt, before: Waits): boolean =>
  state === before.state && attempt === before.attempt

/**
 * Writes the receipt of a job. What holds a job that waits may change without the job moving, which no event tells: so
 * the receipt of such a job is looked at again, at longer and longer intervals, as long as it waits where it does. A job
 * that has moved on has woken this by itself.
 *
 * @throws a retryable error where it must be asked for again
 */
export const keepReceipt = async (deps: KeepReceipt, { jobId, waits: before }: ReceiptWake): Promise<void> => {
  const receipt = await writeReceipt(deps, jobId)
  if (!receipt || !waits(receipt) || (before && !isWhere(receipt, before))) return
  const seconds = before ? Math.min(2 * before.seconds, MAX_SECONDS) : FIRST_SECONDS
  const { state, attempt } = receipt
  await deps.wakes.send({ jobId, waits: { state, attempt, seconds } }, seconds)
}
