import * as z from 'zod'
import { jobRequestSchema } from './job-request.ts'
import { messageSourceSchema } from './job-source.ts'

/** Who a message says it is, so that sent twice it is the same job. */
export const messageIdSchema = z.string().min(1).max(255)

/**
 * A job request as people and programs put it on the requests queue: known by its own id, else by the one that the queue
 * gave it. A source it may only name as such.
 */
export const jobMessageSchema = jobRequestSchema.extend({
  id: messageIdSchema.optional(),
  source: messageSourceSchema.optional(),
})
