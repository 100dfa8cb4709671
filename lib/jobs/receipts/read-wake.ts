import * as z from 'zod'
import { jobStateChangeSchema, jobStateSchema } from '../../../events/job-state.ts'
import { readAs } from '../../../events/read-result.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { ReceiptWake } from './receipt-wakes.ts'

const eventSchema = z.object({ detail: jobStateChangeSchema.pick({ jobId: true }) })
const wakeSchema = z.object({
  jobId: z.string(),
  waits: z.object({ state: jobStateSchema, attempt: z.int().positive(), seconds: z.int().positive() }),
})

/**
 * What a message of the receipts queue asks for: an event "Job State Change", or what was sent by `keepReceipt`.
 *
 * @throws InvalidJobError BAD_EVENT for anything else
 */
export const readWake = (body: string): ReceiptWake => {
  const message = z.union([eventSchema.transform(({ detail }) => detail), wakeSchema])
  const read = readAs<ReceiptWake>(message, JSON.parse(body))
  if (read.ok) return read.value
  throw new InvalidJobError('BAD_EVENT', `the message tells of no job that moved or waits: ${read.problems}`)
}
