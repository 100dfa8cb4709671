import type * as z from 'zod'
import type { scheduleFiringSchema } from '../../../events/schedule.ts'

/** A message of the schedules queue, as it is sent. */
export type FiringRequest = z.input<typeof scheduleFiringSchema>

/** The queue that feeds accept-schedule. Throws `TransientError` where it does not answer. */
export interface FiringQueue {
  send(firing: FiringRequest): Promise<void>
}
